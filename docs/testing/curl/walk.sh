#!/usr/bin/env bash
# A walk through the simulated service with curl alone: it starts the program, plants, steps, polls,
# lets things go wrong and looks at what came. It ends with 0 if all was as it says.
#
# It needs curl and the program `grok-video-mock`, on the PATH or named by the environment variable
# GROK_VIDEO_MOCK.
set -euo pipefail
cd "$(dirname "$0")"

program=${GROK_VIDEO_MOCK:-grok-video-mock}
folder=$(mktemp -d)
passed=0 failed=0

# Standard input stays open as long as this script lives; then the program ends, however that is.
mkfifo "$folder/alive"
"$program" --scenario ../scenarios/rush-hour.toml --manual-clock --key secret-of-tests \
    --port-file "$folder/port" --exit-with-parent <"$folder/alive" >"$folder/ready" &
pid=$!
exec 3>"$folder/alive"
trap 'exec 3>&-; wait "$pid" || true; rm -rf "$folder"' EXIT

# The port is in the file once the program listens.
for _ in $(seq 200); do
    [ -s "$folder/port" ] && break
    kill -0 "$pid" 2>/dev/null || { echo "the program ended" >&2; exit 1; }
    sleep 0.05
done
root="http://127.0.0.1:$(<"$folder/port")"
service="$root/kyyReactApiServer"
admin="$root/__mock"

# Asks the service, with the key. What curl returns is no error here: that is what is looked at.
service() { curl --silent --show-error --max-time 10 -H 'Authorization: Bearer secret-of-tests' "$@" || true; }
admin() { curl --silent --show-error --fail-with-body --max-time 10 "$@"; }
query() { service --write-out ' %{http_code}' "$service/v1/result/$1"; }

# Takes what is to be seen, which is something, then what was.
check() {
    if [[ -n $1 && $2 == *"$1"* ]]; then
        passed=$((passed + 1)) && echo "ok    $1"
    else
        failed=$((failed + 1)) && echo "WRONG no \`$1\` in: $2"
    fi
}

echo "# Without the key there is nothing to be had"
check ' 401' "$(curl --silent --max-time 10 --write-out ' %{http_code}' "$service/v1/result/video_2")"

echo "# A task of the scenario: two errors, one 429 that says when, then the service"
check ' 503' "$(query video_1)"
check ' 503' "$(query video_1)"
check 'retry-after: 60' "$(service --include "$service/v1/result/video_1")"
check '"status":"queued"' "$(query video_1)"

echo "# Time passes by hand"
check '"now":30' "$(admin "$admin/clock/advance" --data '{"by":"30s"}')"
check '"status":"processing"' "$(query video_1)"
admin "$admin/clock/advance" --data '{"by":"90s"}' >/dev/null
answer=$(query video_1)
check '"status":"completed"' "$answer"

echo "# The first download breaks off; the next goes on from there"
url=${answer#*\"video_url\":\"} url=${url%%\"*}
service --output "$folder/video.mp4" "$url" 2>/dev/null
check '1000' "$(wc -c <"$folder/video.mp4")"
service --output "$folder/video.mp4" --continue-at - "$url" 2>/dev/null
check 'ftyp' "$(head -c 8 "$folder/video.mp4" | tail -c 4)"
check "$(service --head "$url" | tr -d '\r' | sed -n 's/^content-length: //p')" "$(wc -c <"$folder/video.mp4")"

echo "# A task of one's own, step by step"
admin "$admin/tasks" --data '{"id":"video_3","script":{"pace":"manual"}}' >/dev/null
check '"status":"queued"' "$(query video_3)"
admin --request POST "$admin/tasks/video_3/step" >/dev/null
check '"status":"processing"' "$(query video_3)"
check '"status":"failed"' "$(admin "$admin/tasks/video_3/fail" --data '{"error":"too loud"}')"
check '"error":"too loud"' "$(query video_3)"
check '"code":"is_over"' "$(admin --request POST "$admin/tasks/video_3/step" 2>/dev/null || true)"

echo "# A session has tasks, faults and a journal of its own"
admin "$admin/sessions" --data '{"name":"apart","key":"another-key-of-tests"}' >/dev/null
check '"n_requests":0' "$(admin -H 'x-mock-session: apart' "$admin/state")"
check '"status":"queued"' "$(curl --silent --max-time 10 -H 'Authorization: Bearer another-key-of-tests' "$service/v1/grok/videos" \
    --data '{"model":"grok_video3","prompt":"A cat plays the piano"}')"
check '"creates":1' "$(admin "$admin/state?session=apart")"
admin --request DELETE "$admin/sessions/apart"

echo "# A day later the result is gone"
admin "$admin/clock/advance" --data '{"by":"1d"}' >/dev/null
check ' 410' "$(service --write-out ' %{http_code}' "$url")"

echo "# All that came"
admin "$admin/journal.txt"
check '503' "$(admin "$admin/journal.txt")"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
