#!/bin/sh
# Makes the folders that the programs write to, at each start of the container: /data may be a new volume, and under
# `docker run --read-only` /run and /etc/haproxy are new and empty.
#
# my_init ends the container when a script of this folder fails. A container that serves less is better than none, so
# nothing here fails: the program that misses its folder says so.
set -u

folder() { # PATH OWNER:GROUP MODE
  mkdir -p "$1" 2>/dev/null
  # Only what differs is changed: on a read-only file system even a change to what is there already is refused.
  [ "$(stat -c %U:%G:%a "$1" 2>/dev/null)" = "$2:$3" ] && return
  chown "$2" "$1" && chmod "$3" "$1" || echo "basenode: $1 should belong to $2 with mode $3, and cannot be made so" >&2
}

# Sockets made in /run/haproxy belong to the group of the folder, so that the engine reaches them without being root.
folder /run/haproxy haproxy:basenode 2750
folder /run/consul root:root 755
folder /run/consul/agent consul:consul 755
folder /run/supervisor root:root 755
# The engine replaces the file in this folder; HAProxy only reads it.
folder /etc/haproxy basenode:haproxy 2755
folder /data root:root 755
folder /data/consul consul:consul 700
folder /data/basenode basenode:basenode 750
folder /data/logs root:root 755
exit 0
