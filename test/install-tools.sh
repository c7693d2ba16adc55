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
# Another Docker than Debian's would be replaced.
docker=docker.io
if command -v dockerd >/dev/null; then docker=; fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends \
  docker-registry skopeo umoci buildah podman $docker runc busybox-static zstd bzip2 xz-utils lz4 openssl openssh-client gnupg python3 patch git make rpm db5.3-util cpio p7zip-full zip age default-jdk-headless redis-server iproute2 chromium fonts-liberation fonts-dejavu-core postgresql mariadb-server man-db zsh fish >/dev/null
