#!/bin/sh
# Installs on Debian the programs that some tests run; without them these tests are skipped.
set -eu
if ! command -v apt-get >/dev/null; then
  echo "install-tools: this system has no apt-get; install the programs by hand, see the list in this file" >&2
  exit 2
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends \
  docker-registry skopeo umoci buildah runc busybox-static zstd patch git >/dev/null
