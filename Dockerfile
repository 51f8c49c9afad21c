# The simulated service as a container of one file.
#
#   docker build -t grok-video-mock .
#   docker run --rm -p 127.0.0.1:8080:8080 -e GROK_VIDEO_MOCK_ADMIN_TOKEN=of-your-choice grok-video-mock
#
# In a container it listens on every address, so the admin API asks for `Authorization: Bearer` with that
# token; without one it is made up, and stands in the line that the program prints as `admin_token`.
#
# URLs of results have the name and port by which a client asked, wherever the port is published.

FROM rust:1-slim AS build
WORKDIR /src
COPY . .
# Static, so that it needs nothing beside it: no library, no shell, no time zones.
RUN target="$(rustc -vV | sed -n 's/^host: //p')" \
    && RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --release \
        --package grok-video-mock --bin grok-video-mock --target "$target" --target-dir /build \
    && cp "/build/$target/release/grok-video-mock" /grok-video-mock

FROM scratch
COPY --from=build /grok-video-mock /grok-video-mock
USER 65534:65534
EXPOSE 8080
ENTRYPOINT ["/grok-video-mock", "--listen", "0.0.0.0:8080"]
