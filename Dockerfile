# The programs as containers.
#
#   docker build -t grok-video-mock .
#   docker run --rm -p 127.0.0.1:8080:8080 -e GROK_VIDEO_MOCK_ADMIN_TOKEN=of-your-choice grok-video-mock
#   docker build -t grok-video --target grok-video .
#   docker run --rm -e GROK_VIDEO_API_KEY -e GROK_VIDEO_LEDGER=postgres://… grok-video worker
#
# In a container the simulated service listens on every address, so its admin API asks for `Authorization: Bearer` with that
# token; without one it is made up, and stands in the line that the program prints as `admin_token`. URLs of results have
# the name and port by which a client asked, wherever the port is published.

FROM rust:1-slim-bookworm AS source
WORKDIR /src
COPY . .

FROM source AS build-grok-video
RUN cargo build --locked --release --package grok-video-cli --bin grok-video --target-dir /build

# Of the same Debian as it was built on, which has what resolves names.
FROM debian:bookworm-slim AS grok-video
COPY --from=build-grok-video /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build-grok-video /build/release/grok-video /usr/local/bin/grok-video
# Without a home, what is kept for this machine alone goes where everything may be written.
ENV XDG_STATE_HOME=/tmp
USER 65534:65534
ENTRYPOINT ["grok-video"]

FROM source AS build-grok-video-mock
# Static, so that it needs nothing beside it: no library, no shell, no time zones.
RUN target="$(rustc -vV | sed -n 's/^host: //p')" \
    && RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --release \
        --package grok-video-mock --bin grok-video-mock --target "$target" --target-dir /build \
    && cp "/build/$target/release/grok-video-mock" /grok-video-mock

FROM scratch AS grok-video-mock
COPY --from=build-grok-video-mock /grok-video-mock /grok-video-mock
USER 65534:65534
EXPOSE 8080
ENTRYPOINT ["/grok-video-mock", "--listen", "0.0.0.0:8080"]
