#!/usr/bin/env bash
# Starts the sample application and a plain main() job with the agent, and prints what arrives.
# Needs a JDK 17 or newer and, to build what is missing, Maven. Ctrl-C ends all of it.
#
#   sample-app/demo.sh            runs until Ctrl-C
#   sample-app/demo.sh --once     ends by itself after a minute, or after DEMO_SECONDS
#
# DEMO_PORT      port of the local receiver (default: any free one)
# DEMO_APP_PORT  port of the application (default: any free one)
# DEMO_SECONDS   ends by itself after so many seconds
# DEMO_PROFILES  schedulers that run as well: any of jobrunr, db-scheduler, shedlock, by commas
set -euo pipefail

fail() {
  echo "demo.sh: $*" >&2
  exit 1
}

number() {
  case $2 in
    '' | *[!0-9]* | ??????*) fail "$1 must be a number below $3, not '$2'" ;;
  esac
  [ "$2" -lt "$3" ] || fail "$1 must be a number below $3, not '$2'"
}

seconds=${DEMO_SECONDS:-}
case "${1:-}" in
  '') ;;
  --once) seconds=${seconds:-60} ;;
  *) fail "usage: sample-app/demo.sh [--once]" ;;
esac
[ -z "$seconds" ] || number DEMO_SECONDS "$seconds" 100000
receiver_port=${DEMO_PORT:-0}
app_port=${DEMO_APP_PORT:-0}
number DEMO_PORT "$receiver_port" 65536
number DEMO_APP_PORT "$app_port" 65536

cd "$(dirname "$0")/.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null \
  || fail "no '$java' found; install a JDK 17 or newer, or set JAVA_HOME to one"
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "'$java' is version ${version:-unknown}; a JDK 17 or newer is needed"

agent=agent/target/batchmon.jar
app_jar=sample-app/target/sample-app.jar
main_jar=sample-app/plain-main/target/end-of-day.jar
receiver_jar=sample-app/demo/target/demo.jar
receiver_lib=sample-app/demo/target/lib
ledgers=sample-app/plain-main/ledgers

missing=
for needed in "$agent" "$app_jar" "$main_jar" "$receiver_jar" "$receiver_lib"; do
  [ -e "$needed" ] || missing="$missing $needed"
done
if [ -n "$missing" ]; then
  command -v mvn >/dev/null || fail "no 'mvn' found; install Maven 3.8 or newer to build:$missing"
  echo "Building$missing (minutes the first time, since Maven downloads what it needs) ..."
  mvn -q -B -DskipTests -Dspotless.check.skip \
    -pl agent,sample-app,sample-app/plain-main,sample-app/demo -am package </dev/null \
    || fail "the build failed; its messages are above"
fi
for needed in "$agent" "$app_jar" "$main_jar" "$receiver_jar" "$receiver_lib"; do
  [ -e "$needed" ] || fail "the build did not make $needed"
done

work=$(mktemp -d sample-app/target/demo.XXXXXX)
log=$work/application.log
: >"$log"
receiver=
app=
app_patience=2
job=

# The application ends before the receiver, so that its last words are still received.
stop_all() {
  trap '' INT TERM HUP
  trap - EXIT
  [ -z "$job" ] || stop "$job" 5
  [ -z "$app" ] || stop "$app" "$app_patience"
  [ -z "$receiver" ] || stop "$receiver" 5
}

# Asks a process to end, and after so many seconds no longer asks.
stop() {
  kill "$1" 2>/dev/null || return 0
  for _ in $(seq $(($2 * 10))); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

running() {
  kill -0 "$1" 2>/dev/null
}

"$java" -cp "$receiver_jar:$receiver_lib/*" io.batchmon.demo.DemoReceiver \
  "$receiver_port" "$work/receiver.env" </dev/null &
receiver=$!
until [ -e "$work/receiver.env" ]; do
  running "$receiver" || exit 1
  sleep 0.1
done
. "$work/receiver.env"

export BATCHMON_ENVIRONMENT=production
export BATCHMON_SLACK_WEBHOOK_URL=$SLACK_URL
export BATCHMON_STATE_DIR=$PWD/$work/state
export OTEL_EXPORTER_OTLP_ENDPOINT=$OTLP_URL
# The application's own scheduler is known to nobody else; its jobs are named by what they implement.
export BATCHMON_ENTRYPOINTS='implements com.acme.backoffice.pricing.HouseJob#execute'
export OTEL_BSP_SCHEDULE_DELAY=500
export OTEL_METRIC_EXPORT_INTERVAL=5000

echo "Receiver:    $OTLP_URL (stands in for an OpenTelemetry Collector and for Slack)"
echo "Application: java -javaagent:$agent -jar $app_jar"
echo "             its log: $log"
SERVER_PORT=$app_port SPRING_PROFILES_ACTIVE=${DEMO_PROFILES:-} "$java" "-javaagent:$agent" -jar "$app_jar" </dev/null >"$log" 2>&1 &
app=$!
started=$SECONDS

app_ended() {
  if grep -q "already in use" "$log"; then
    fail "port $app_port is in use. Free it, choose another one with DEMO_APP_PORT, or unset it."
  fi
  tail -n 30 "$log" >&2
  fail "the application ended; its last lines are above, all of them in $log"
}

over() {
  [ -n "$seconds" ] && [ $((SECONDS - started)) -ge "$seconds" ]
}

until grep -q "Started BackofficeApplication" "$log"; do
  running "$app" || app_ended
  over && exit 0
  sleep 0.2
done
# While it starts, Spring Boot does not let itself be ended; from now on it does, in good order.
app_patience=15
app_port=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$log" | head -n 1)
echo "             http://127.0.0.1:$app_port/orders, /report, /health"
if [ -n "$seconds" ]; then
  echo "Ends by itself after $seconds s; Ctrl-C ends it now."
else
  echo "Ctrl-C ends it."
fi
echo

# A request without curl.
request() {
  exec 3<>"/dev/tcp/127.0.0.1/$app_port" || return 0
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' \
    "$1" "$2" >&3
  cat <&3 >/dev/null
  exec 3>&-
}

# What cron would do: a JVM of its own for each run.
end_of_day() {
  local code=0
  "$java" "-javaagent:$agent" -jar "$main_jar" "$ledgers/$1" </dev/null >>"$work/end-of-day.log" 2>&1 &
  job=$!
  wait "$job" || code=$?
  job=
  echo "end-of-day.jar $1: exit code $code (output: $work/end-of-day.log)"
}

# What somebody starts by hand before a release, and what then nobody looks at.
migration() {
  local code=0
  "$java" "-javaagent:$agent" -jar "$app_jar" --spring.profiles.active=migration \
    --spring.main.web-application-type=none </dev/null >>"$work/migration.log" 2>&1 &
  job=$!
  wait "$job" || code=$?
  job=
  echo "sample-app.jar --spring.profiles.active=migration: exit code $code (output: $work/migration.log)"
}

request POST /orders
request GET /orders
request GET /report
end_of_day friday.csv
end_of_day sunday.csv
end_of_day monday.csv
end_of_day friday.csv
migration

until over; do
  running "$app" || app_ended
  running "$receiver" || fail "the receiver ended"
  sleep 1
done
