#!/usr/bin/env bash
# What hiding secrets costs per text: agent/benchmark/redaction/run.sh [CLASSES]
# CLASSES is a folder or jar with another version of the agent to compare with.
set -euo pipefail
cd "$(dirname "$0")/../../.."
classes=${1:-agent/target/classes}
if [ ! -e "$classes" ]; then
  echo "$classes is missing: build it first, with mvn -pl agent -am compile" >&2
  exit 2
fi
exec java -cp "$classes" agent/benchmark/redaction/RedactionCost.java
