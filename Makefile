# As of old: `make build`, then `make run` for a shell in a container that runs everything.
DOCKER ?= docker

.PHONY: build run
build:
	$(DOCKER) build -t basenode .

run:
	$(DOCKER) run --rm -it basenode /sbin/my_init -- /bin/bash
