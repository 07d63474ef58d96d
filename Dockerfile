# The base image: Consul, HAProxy, supervisor and the engine in one container. `docker build -t basenode .`
#
# Layers stand in the order of how often they change: packages, Consul, the .NET runtime, the image's own start-up, the engine, and last the
# scripts and templates, which a team changes daily.

# The noble line is Ubuntu 24.04: HAProxy 2.8, supervisor 4.2.
ARG BASE_IMAGE=phusion/baseimage:noble-1.0.2
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG CONSUL_IMAGE=hashicorp/consul:1.20

FROM ${CONSUL_IMAGE} AS consul

FROM ${SDK_IMAGE} AS engine
WORKDIR /source
# What says which packages are needed, alone: as long as it stays the same, they are restored once.
COPY global.json Directory.Build.props Directory.Packages.props Publish.props BannedSymbols.txt .editorconfig ./
COPY src/Plugins.Abstractions/*.csproj src/Plugins.Abstractions/packages.lock.json src/Plugins.Abstractions/
COPY src/Engine/*.csproj src/Engine/packages.lock.json src/Engine/
COPY src/Cli/*.csproj src/Cli/packages.lock.json src/Cli/
COPY plugins/Directory.Build.props plugins/
COPY plugins/Haproxy/*.csproj plugins/Haproxy/packages.lock.json plugins/Haproxy/
COPY plugins/Supervisor/*.csproj plugins/Supervisor/packages.lock.json plugins/Supervisor/
RUN case "$(uname -m)" in aarch64) runtime=linux-arm64 ;; *) runtime=linux-x64 ;; esac \
 && for project in src/Cli plugins/Haproxy plugins/Supervisor; do \
      dotnet restore "$project" -p:PublishRuntime=$runtime || exit 1; \
    done
# What the engine runs on, without what only builds need.
RUN mkdir -p /runtime/shared && cd "$(dirname "$(readlink -f "$(command -v dotnet)")")" \
 && cp -r dotnet host LICENSE.txt ThirdPartyNotices.txt /runtime/ && cp -r shared/Microsoft.NETCore.App /runtime/shared/
COPY build ./
COPY src src
COPY plugins plugins
RUN ./build

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="basenode" \
      org.opencontainers.image.description="Connect to localhost and reach a healthy service: Consul, HAProxy, supervisor and the engine that keeps them true" \
      org.opencontainers.image.licenses="MIT"

# Fixed numbers, so that files mounted from outside can be made readable for them. The haproxy package makes its own user.
RUN groupadd --gid 8500 consul \
 && useradd --uid 8500 --gid consul --home-dir /data/consul --no-create-home --shell /usr/sbin/nologin consul \
 && groupadd --gid 8501 basenode \
 && useradd --uid 8501 --gid basenode --home-dir /data/basenode --no-create-home --shell /usr/sbin/nologin basenode \
 && printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates curl haproxy hostname supervisor \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt /tmp/* /var/tmp/* \
 # Nobody gets in by ssh unless a derived image says so: no key, no host key, the service off.
 && rm -rf /root/.ssh/authorized_keys /etc/insecure_key* /etc/ssh/ssh_host_* \
 && mkdir -p /etc/service/sshd && touch /etc/service/sshd/down \
 # Where my_init and runit keep their state, moved to /run, so that the rest of the file system can be read-only.
 && rm -rf /etc/container_environment /etc/container_environment.sh /etc/container_environment.json \
 && install -d -m 700 /run/container_environment \
 && ln -s /run/container_environment /run/container_environment.sh /run/container_environment.json /etc/ \
 && mkdir -p /etc/service/supervisord /etc/service/basenode-logs \
 && for service in /etc/service/*/; do \
      rm -rf "$service/supervise"; ln -s "/run/supervise.$(basename "$service")" "$service/supervise"; \
    done

COPY --from=consul /bin/consul /usr/local/bin/consul

# Where a .NET program looks for its runtime by itself.
COPY --from=engine /runtime /usr/share/dotnet

# What the image starts, and how.
COPY etc/supervisor /etc/supervisor
COPY etc/service /etc/service
COPY etc/my_init.d /etc/my_init.d
COPY etc/consul /etc/consul
COPY etc/haproxy/haproxy.cfg /usr/local/share/basenode/haproxy.cfg
COPY image /usr/local/lib/basenode-image
COPY consuljoin.sh /usr/local/bin/consuljoin.sh
RUN mkdir -p /etc/consul/conf.d && /etc/my_init.d/01_basenode.sh \
 && rm -f /etc/haproxy/haproxy.cfg && rm -rf /var/lib/basenode && ln -s /data/basenode /var/lib/basenode

COPY --from=engine /source/artifacts/basenode /usr/local/lib/basenode
RUN ln -s ../lib/basenode/basenode /usr/local/bin/basenode

# Scripts, compiled, so that a container never waits for the compiler; a derived image that adds some does this again.
COPY etc/pyconfd /etc/pyconfd
RUN basenode compile

# Templates, by themselves: they are what changes most. There is no git in here: the build says the commit, and compile records it.
# docker build --build-arg COMMIT=$(git describe --always --dirty --abbrev=40 --match=)
COPY templates /etc/pyconfd/templates
ARG COMMIT=
RUN basenode compile --commit "$COMMIT"

# Consul's data, the engine's memory and the logs.
VOLUME /data
# Consul's gossip. Its API listens on loopback alone, and so does what HAProxy offers.
EXPOSE 8301 8301/udp
STOPSIGNAL SIGTERM
# Fails when a target is not in use, and not while the last good file is served: a restart would lose that.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["basenode", "status"]
CMD ["/sbin/my_init"]
