#!/usr/bin/env bash
# Builds the collector: otel-collector/_build/batchmon-otelcol, one static program.
# A build of the committed sources repeats; the first takes minutes, the next ones seconds.
#
#   otel-collector/build.sh               builds what is in distribution/
#   otel-collector/build.sh --jaeger      and Jaeger, without its pages, which the tests ask: _build/jaeger
#   otel-collector/build.sh --generate    writes distribution/ anew from builder.yaml, then builds
#
# needs: Go 1.26 or newer
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() { echo "build.sh: $*" >&2; exit 1; }

generate=
jaeger=
case "${1:-}" in
  '') ;;
  --generate) generate=yes ;;
  --jaeger) jaeger=yes ;;
  *) fail "usage: otel-collector/build.sh [--jaeger | --generate]" ;;
esac

command -v go >/dev/null || fail "no 'go' found; install Go 1.26 or newer"
version=$(go env GOVERSION)
case $version in
  go1.2[6-9]* | go1.[3-9][0-9]* | go[2-9]*) ;;
  *) fail "'go' is ${version:-of an unknown version}; Go 1.26 or newer is needed" ;;
esac

# why: what is set for other builds on this machine would change this one
unset GOFLAGS GO111MODULE GOWORK
export GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0

if [ -n "$generate" ]; then
  # The checksums of all modules are then in distribution/go.sum. Where Go's checksum database cannot be asked: GOSUMDB=off
  builder=$(sed -n 's#.*collector/receiver/otlpreceiver ##p' builder.yaml)
  go run "go.opentelemetry.io/collector/cmd/builder@$builder" --config builder.yaml --skip-compilation
fi

# $1 the folder with go.mod, $2 the package, $3 the program, then more options
build() {
  local folder=$1 package=$2 program=$PWD/_build/$3
  shift 3
  (cd "$folder" && go build -p 2 -mod=readonly -buildvcs=false -trimpath -ldflags '-s -w' "$@" -o "$program" "$package")
  echo "$program"
}

mkdir -p _build
build distribution . batchmon-otelcol -tags grpcnotrace
if [ -n "$jaeger" ]; then
  build jaeger github.com/jaegertracing/jaeger/cmd/jaeger jaeger
fi
