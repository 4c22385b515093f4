# Troska in one container: embedded PostgreSQL, web, worker and mail intake, data in /data.
#   docker build -t troska . && docker run -p 8000:8000 -v troska:/data -e TROSKA_PUBLIC_URL=http://localhost:8000 troska
# For many machines: the same image with `troska web`, `troska worker`, `troska intake` and DATABASE_URL.
FROM debian:12-slim

RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 ca-certificates tini tzdata \
 && rm -rf /var/lib/apt/lists/* \
 # The embedded database asks for a user that has a name, and so does good order.
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin troska \
 && install -d -o troska -g troska -m 0700 /data

WORKDIR /opt/troska
COPY requirements/run.lock requirements/redis.lock requirements/
COPY scripts/environment.py scripts/
COPY scripts/bootstrap scripts/bootstrap
RUN python3 scripts/environment.py run \
 && .venv/bin/python scripts/bootstrap/pip-26.3-py3-none-any.whl/pip install --quiet --no-cache-dir --require-hashes \
    --no-deps --only-binary :all: -r requirements/redis.lock
COPY LICENSE README.md pyproject.toml ./
COPY src src
RUN python3 -m compileall -q src

USER troska
ENV TROSKA_HOME=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    PATH=/opt/troska/.venv/bin:$PATH
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["tini", "--", "troska"]
CMD ["serve"]
