#!/bin/sh
# Orders the videos of a file, once each however often this is run, and shows how far all are. It knows of no machine:
# where the ledger is and where videos go, the environment says.
set -eu
grok-video submit --from "$1" --save "${VIDEOS:-videos/}"
grok-video list
