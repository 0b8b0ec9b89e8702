# Two images from one file: the service (the last stage, what a plain build gives) and the two others that need a folder of their own
# to write to as an unprivileged user. Every step of the service's stages also runs without a container: see docs/operations.md.

# The reverse proxy. The copy drops the file capability that would keep it from starting once all capabilities are taken away.
FROM caddy:2.11.4-alpine AS proxy
RUN cp /usr/bin/caddy /usr/bin/caddy-plain \
 && mv /usr/bin/caddy-plain /usr/bin/caddy \
 && install -d -o 10001 -g 10001 /data /config
USER 10001:10001

# The model server of the profile `model`.
FROM ollama/ollama:0.24.0 AS model
RUN install -d -o 10001 -g 10001 /models
ENV HOME=/models
USER 10001:10001

# Builds the wheel as anybody would, and installs it with exactly the locked packages.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv --without-pip /opt/dua-arah \
 && pip --python /opt/dua-arah/bin/python install --no-deps --require-hashes -r requirements.lock
# What builds a wheel is locked too: its lines of the development lock, with their hashes.
RUN sed -n '/^\(babel\|hatchling\|packaging\|pathspec\|pluggy\|tomlkit\|trove-classifiers\)==/,/^    # via/p' requirements-dev.lock > build.lock \
 && pip install --no-deps --require-hashes -r build.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
 && pip --python /opt/dua-arah/bin/python install --no-deps --no-index /dist/*.whl

# The service: web, worker and the Chroma server, so that their versions always agree. Writes to /data and /tmp alone.
FROM python:3.13-slim-bookworm AS service
RUN groupadd --gid 10001 dua-arah \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin dua-arah \
 && install -d -o 10001 -g 10001 /data /knowledge /chroma /backups
COPY --from=build /opt/dua-arah /opt/dua-arah
ENV PATH=/opt/dua-arah/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DUA_ARAH_DATA=/data \
    DUA_ARAH_HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('DUA_ARAH_PORT', 8000)}/healthz\", timeout=4)"]
ENTRYPOINT ["dua-arah"]
CMD ["run"]
