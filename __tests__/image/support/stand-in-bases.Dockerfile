# Stand-ins for the base images of deploy/Dockerfile, for a machine that reaches no image registry. DEBIAN is the same Debian release, made
# by debootstrap. The empty files are where the build gets this machine's package settings, which no image keeps.
ARG DEBIAN
FROM $DEBIAN AS debian
RUN apt-get update -qq \
    && apt-get install -qq --no-install-recommends ca-certificates \
    && mkdir -p /usr/local/etc \
    && touch /etc/pip.conf /usr/local/etc/npmrc

FROM debian AS python
RUN apt-get install -qq --no-install-recommends python3 python3-pip python3-venv python-is-python3 \
    && rm -rf /var/cache/apt/archives /var/lib/apt/lists

FROM debian AS node
COPY node_modules/node/bin/node /usr/local/bin/
COPY node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
