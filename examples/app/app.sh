#!/bin/bash
# An application that needs a service and knows one thing of it: its port on localhost. Which containers offer it, where
# they are and which of them are well is not its business.
url=http://localhost:${APP_PORT:-7101}/
while sleep 1; do
  if answer=$(curl --silent --show-error --fail --max-time 5 "$url" 2>&1); then
    echo "$url answered: $answer"
  else
    echo "$url: $answer"
  fi
done
