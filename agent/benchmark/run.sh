#!/usr/bin/env bash
# Builds what is missing, measures, prints the table, keeps it under target/results.
#   agent/benchmark/run.sh [once|boot|idle|exit|steady|pool|http|servlet|batch|log|sql|message|all] [ROUNDS] [--without VARIANT]... [--batchmon JAR] [--java JAVA]
#   agent/benchmark/run.sh journal
#   agent/benchmark/run.sh alert
#   agent/benchmark/run.sh request
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
batchmon=$root/agent/target/batchmon.jar
mode=all
case ${1:-all} in
  once | boot | idle | exit | steady | pool | http | servlet | batch | log | sql | message | journal | alert | request | all) mode=${1:-all} ;;
  [0-9]* | --*) ;;
  *)
    sed -n 's/^#   /usage: /p' "$here/run.sh" >&2
    exit 2
    ;;
esac
wanted=" $* "

# no agent and no program: classes of the agent, on the disk where this lies
if [[ $mode == journal || $mode == alert || $mode == request ]]; then
  phase=compile
  if [[ $mode == request ]]; then
    # telemetry needs its libraries
    phase=package
  fi
  mvn -q -B -f "$root/pom.xml" -pl agent -am -DskipTests -Dspotless.check.skip=true "$phase" >&2
  tools=${JAVA_HOME:+$JAVA_HOME/bin/}
  work=$here/target/$mode
  rm -rf "$work"
  mkdir -p "$work/classes" "$work/state" "$here/target/results"
  path=$root/agent/target/classes:$root/bootstrap/target/classes
  case $mode in
    journal) main=JournalBenchmark ;;
    alert) main=io.batchmon.agent.alert.AlertBenchmark ;;
    request)
      main=io.batchmon.agent.RequestBenchmark
      path=$(echo "$root"/agent/target/batchmon-agent-*-shaded.jar)
      ;;
  esac
  find "$here/src/$mode/java" -name '*.java' -exec "${tools}javac" -d "$work/classes" -cp "$path" {} +
  "${tools}java" -Xmx256m -cp "$work/classes:$path" "$main" "$work/state" | tee "$here/target/results/$mode.md"
  exit
fi

echo "building the benchmark" >&2
# jars of another version must not stay on a class path
rm -rf "$here/target/lib"
mvn -q -B -f "$root/pom.xml" -pl agent/benchmark -Pbenchmark -DskipTests -Dspotless.check.skip=true package >&2

if [[ $mode == message || $mode == all ]]; then
  mvn -q -B -f "$here/src/broker/pom.xml" dependency:copy-dependencies -DoutputDirectory="$here/target/lib/broker" >&2
fi

if [[ ! -f $batchmon && $wanted != *" --without batchmon "* && $wanted != *" --batchmon "* ]]; then
  echo "building batchmon.jar" >&2
  mvn -q -B -f "$root/pom.xml" -pl agent -am -DskipTests -Dspotless.check.skip=true package >&2 || {
    echo "batchmon.jar could not be built; --without batchmon measures the others" >&2
    exit 2
  }
fi

java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
jar=$here/target/batchmon-benchmark.jar
results=$here/target/results
rm -rf "$here/target/state"
mkdir -p "$results" "$here/target/work"

status=0
"$java" -Xmx256m -cp "$jar:$here/target/lib/harness/*" io.batchmon.benchmark.Benchmark \
  "$here/target" "$batchmon" "$@" \
  > >(tee "$results/${mode}.md") 2> >(tee "$results/${mode}.log" >&2) || status=$?
wait
exit "$status"
