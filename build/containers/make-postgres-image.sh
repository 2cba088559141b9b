#!/usr/bin/env bash
# Makes a PostgreSQL image from Debian's packages, for machines that cannot pull images.
# Use: make-postgres-image.sh IMAGE     (root; a container engine answers)
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
# shellcheck source=build/lib.sh
. "$root/build/lib.sh"

image="${1:?name of the image}"
suite=bookworm
# The mirror that this machine itself installs from.
# shellcheck disable=SC2016 # apt's own variables
mirror="${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  awk -v suite="$suite" '$1 == suite && !found { print $2; found = 1 }')}"
[ -n "$mirror" ] || die "apt knows no mirror of $suite; name one in DEBIAN_MIRROR."

command -v debootstrap > /dev/null || install_packages 'the container image' debootstrap

# debootstrap makes device nodes, which a file system mounted with nodev refuses: hence not always under /tmp.
work="$(mktemp -d "${TTHC_CONTAINERS_HOME:-$root/.data/containers}/image.XXXXXX")"
trap 'rm -rf "$work"' EXIT

echo "==> debootstrap $suite with PostgreSQL (a few minutes)"
debootstrap --variant=minbase --include=postgresql "$suite" "$work/rootfs" "$mirror" > "$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; die 'debootstrap failed'; }

install -m 755 "$here/postgres-entrypoint.sh" "$work/rootfs/usr/local/bin/docker-entrypoint.sh"
version="$(ls "$work/rootfs/usr/lib/postgresql")"
echo "==> docker import $image (PostgreSQL $version)"
tar -C "$work/rootfs" --exclude='./proc/*' --exclude='./sys/*' --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
  --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' -c . |
  docker import \
    --change 'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]' \
    --change "ENV PATH=/usr/lib/postgresql/$version/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    --change 'EXPOSE 5432' - "$image" > /dev/null
