#!/usr/bin/env bash
# Verifies a deployment from where the job will run: settings, collector, secrets and the Slack webhook, each tried for real, and
# nobody is sent a message. Fails where something does not work, and also where there is no webhook at all.
#
# usage: verify-deployment.sh [batchmon.jar]        with the environment and as the user of the job
# needs: Java 8 or newer
set -euo pipefail

report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
# why: JAVA_TOOL_OPTIONS would put the agent into the command that tests it
env -u JAVA_TOOL_OPTIONS java -jar "${1:-${BATCHMON_JAR:-batchmon.jar}}" check >"$report" || status=$?
cat "$report"
[ "$status" -eq 0 ] || exit "$status"
if ! grep -Eq '^slack webhook +OK' "$report"; then
  echo "verify-deployment.sh: no Slack webhook is set, so that nobody would be told" >&2
  exit 1
fi
