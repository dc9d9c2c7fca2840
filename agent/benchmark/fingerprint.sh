#!/usr/bin/env bash
# Measures the fingerprint of a failure in one JVM; agent/target/classes is taken as it lies there.
#   agent/benchmark/fingerprint.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
exec "$java" -Xmx512m -cp "$here/../target/classes" "$here/src/fingerprint/java/FingerprintCost.java"
