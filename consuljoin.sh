#!/bin/bash
# Joins this container's Consul agent to the cluster, until it worked, and again whenever the agent knows no leader.
#
# Whom to join, names or addresses, is in CONSUL_JOIN (separated by commas or blanks), or in the variables of containers
# that are linked under the name of old: CONSULSERVER_1_PORT_8500_TCP_ADDR, CONSULSERVER_2_…. Who prefers Consul's own way
# puts a file with "retry_join" into /etc/consul/conf.d, and this script has nothing to do.
set -u -f
agent=http://127.0.0.1:8500/v1
# A token from a file, as Consul's own commands read it; through standard input, since others can see arguments.
ask() { # CURL'S ARGUMENTS…
  {
    if [ -r "${CONSUL_HTTP_TOKEN_FILE:-}" ]; then
      printf 'header = "X-Consul-Token: %s"\n' "$(<"$CONSUL_HTTP_TOKEN_FILE")"
    fi
  } | curl --silent --show-error --fail-with-body --max-time 10 --config - "$@" 2>&1
}

named=${CONSUL_JOIN:-}
servers=(${named//,/ })
for variable in $(compgen -v | grep -xE 'CONSULSERVER_[0-9]+_PORT_8500_TCP_ADDR' | sort -V); do
  servers+=(${!variable})
done

# Any answer will do, a refusal (22 is curl's word for one) too.
agent_answers() {
  local code=0
  ask --output /dev/null "$agent/agent/self" >/dev/null || code=$?
  [ $code = 0 ] || [ $code = 22 ]
}

said=
say() { # each thing once, until there is something else to say
  [ "$said" = "$*" ] || echo "consuljoin: $*"
  said=$*
}

if [ -n "${CONSUL_HTTP_TOKEN_FILE:-}" ] && [ ! -r "$CONSUL_HTTP_TOKEN_FILE" ]; then
  say "cannot read the token in $CONSUL_HTTP_TOKEN_FILE: asking without it"
fi

# The container may come back with another address after it was cut off its network. Consul binds and advertises the one
# that it was started with, so it is killed (with an address that is gone it cannot even leave); supervisor starts it with
# the new one. At once, since each sign of life under the old address puts off by half a minute when the others take the new
# one: so this has a process of its own, while the questions below may wait long for servers that are away.
MOVED=/run/consul/agent/moved
ADDRESSES=/proc/net/fib_trie # those of IPv4
follow_address() {
  local now bound addresses second=0
  exec {nothing}<> <(:)
  # Waits and looks without starting a program each second.
  while read -r -t 1 -u "$nothing"; [ $? -gt 128 ] && kill -0 $$ 2>/dev/null; do
    if [ $((second++ % 10)) = 0 ]; then
      bound=$(sed -n 's/.*"bind_addr": "\([0-9a-f.:]*\)".*/\1/p' /run/consul/address.json 2>/dev/null)
    elif [[ $bound == 127.* || $bound == *:* || ! -r $ADDRESSES ]]; then
      continue # loopback, which is always there, and IPv6: a program is asked, so each tenth second is enough
    else
      mapfile -t addresses <$ADDRESSES
      [[ "${addresses[*]} " == *"|-- $bound "* ]] && continue
    fi
    [ -n "$bound" ] || continue
    now=$(hostname -I 2>/dev/null)
    if [ -n "$now" ] && ! grep -qwF -- "$bound" <<<"$now"; then
      say "the container's address was $bound and is ${now%% *} now: starting Consul again"
      echo "$EPOCHSECONDS" >$MOVED
      start_again
      second=0
    fi
  done
}

start_again() {
  kill -KILL "$(</run/consul/agent/pid)"
  sleep 2
}

# As long as the others believe in the old address, or for half a minute after they took it for dead, they do not take the
# new one. The servers are told of it again and again, so that they do as soon as they may. While they take the old one for
# alive, two nodes seem to have one name. They vote, and the gossip of the new one stops for good, though its agent goes on
# and knows a leader: then it must be started again.
SILENCED="can't Join after Leave or Shutdown"
is_moving() { [ -r $MOVED ] && [ $((EPOCHSECONDS - $(<$MOVED))) -lt 120 ]; }
follow_silence() {
  local peers server
  is_moving && peers=$(ask "$agent/status/peers") || return
  for server in $(tr -d '[]" ' <<<"$peers" | tr , ' '); do
    if ask --request PUT "$agent/agent/join/${server%:*}" | grep -qF "$SILENCED"; then
      say "the others still know this container by its old address: starting Consul again"
      start_again
      said=
      return
    fi
  done
}

# All of them, though one would be enough: a server finds its own name in the list, and joining oneself always works.
join() {
  local server answer joined=() failed=
  for server in "${servers[@]}"; do
    if answer=$(ask --request PUT "$agent/agent/join/$server"); then
      joined+=("$server")
    else
      failed="$server: $answer"
    fi
  done
  if [ ${#joined[@]} -gt 0 ]; then
    say "joined ${joined[*]}"
  else
    say "cannot join ${servers[*]} yet; $failed"
  fi
}

# Quick at first: the agent needs some tenths of a second to answer, and a cluster that starts as a whole some more.
pause() { # ROUND
  if [ "$1" -lt 15 ]; then sleep 0.2; elif [ "$1" -lt 40 ]; then sleep 1; else sleep 5; fi
}

follow_address &
for ((round = 0; ; round++)); do
  follow_silence
  if leader=$(ask "$agent/status/leader") && [ "${#leader}" -gt 2 ]; then
    say "in a cluster; its leader is $leader"
    rm -f /run/consul/agent/starting
    round=0
    if is_moving; then sleep 3; else sleep 10; fi
    continue
  fi
  if agent_answers; then
    rm -f /run/consul/agent/starting
    if [ ${#servers[@]} -gt 0 ]; then
      join
    elif [ "$round" -gt 15 ]; then
      round=40
      say "no server to join: CONSUL_JOIN is empty, and Consul knows none by itself. Serving what this container knows"
    fi
  fi
  pause "$round"
done
