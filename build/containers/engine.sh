# Sourced by test.sh: finds or starts a container engine and has the PostgreSQL test image ready in it.
# shellcheck shell=bash
#
#   engine_up    sets DOCKER_HOST if it starts an engine of its own, and TTHC_TEST_POSTGRES_IMAGE
#   engine_down  stops the engine that engine_up started; leaves any other alone
#
# An engine of our own keeps everything under .data/containers: nothing of the machine's own Docker is touched.

engine_home="${TTHC_CONTAINERS_HOME:-$root/.data/containers}"
engine_pid=''

engine_answers() { docker info > /dev/null 2>&1; }

# Starts dockerd with the given extra options and waits until it answers or ends.
engine_try() {
  local log="$engine_home/dockerd.log"
  echo "==> starting dockerd ${*:-(defaults)}"
  # A session of its own: Ctrl-C reaches this script first, which then stops dockerd after the containers.
  # If this script is killed, dockerd gets the signal too.
  setpriv --pdeathsig TERM setsid dockerd --data-root "$engine_home/data" --exec-root "$engine_home/exec" \
    --pidfile "$engine_home/dockerd.pid" --host "$DOCKER_HOST" "$@" > "$log" 2>&1 < /dev/null &
  engine_pid=$!
  local deadline=$((SECONDS + 60))
  until engine_answers; do
    if ! kill -0 "$engine_pid" 2> /dev/null || ((SECONDS > deadline)); then
      kill "$engine_pid" 2> /dev/null || true
      wait "$engine_pid" 2> /dev/null || true
      engine_pid=''
      grep -iE 'level=(error|fatal)|failed' "$log" | tail -n 2 || true
      return 1
    fi
    sleep 0.2
  done
}

engine_up() {
  if ! command -v docker > /dev/null || ! command -v dockerd > /dev/null; then
    install_packages 'the container engine' docker.io
  fi

  if engine_answers; then
    echo "==> a container engine answers already ($(docker info --format '{{.ServerVersion}}, {{.Driver}}'))"
  else
    [ "$(id -u)" = 0 ] || die 'No container engine answers and only root can start dockerd.'
    mkdir -p "$engine_home"
    # A path of a socket may have 107 bytes; a clone may lie deeper than that.
    export DOCKER_HOST="unix://${TMPDIR:-/tmp}/tthc-docker-$$.sock"
    # vfs copies instead of overlaying: slow, but it works where overlay file systems are refused.
    engine_try || engine_try --storage-driver=vfs ||
      die "dockerd does not start; see $engine_home/dockerd.log"
    echo "==> dockerd $(docker info --format '{{.ServerVersion}}, storage {{.Driver}}, cgroup {{.CgroupVersion}}')"
  fi

  # Debian 12's engine speaks API 1.41; newer clients ask for more. Ryuk, the clean-up container, would have to be pulled.
  DOCKER_API_VERSION="${DOCKER_API_VERSION:-$(docker version --format '{{.Server.APIVersion}}')}"
  export DOCKER_API_VERSION TESTCONTAINERS_RYUK_DISABLED=true
  export TTHC_TEST_POSTGRES_IMAGE="${TTHC_TEST_POSTGRES_IMAGE:-kontum-tthc/postgres:bookworm}"
  docker image inspect "$TTHC_TEST_POSTGRES_IMAGE" > /dev/null 2>&1 ||
    "$root/build/containers/make-postgres-image.sh" "$TTHC_TEST_POSTGRES_IMAGE"
  echo "==> image $TTHC_TEST_POSTGRES_IMAGE ($(docker image inspect --format '{{.Size}}' "$TTHC_TEST_POSTGRES_IMAGE") bytes)"
}

engine_down() {
  [ -n "$engine_pid" ] || return 0
  echo '==> stopping dockerd'
  local left
  left="$(docker ps -aq)"
  # shellcheck disable=SC2086 # one id a word
  [ -z "$left" ] || docker rm -f $left > /dev/null
  kill "$engine_pid" 2> /dev/null || true
  wait "$engine_pid" 2> /dev/null || true
  engine_pid=''
  rm -f "${DOCKER_HOST#unix://}"
  unset DOCKER_HOST
}
