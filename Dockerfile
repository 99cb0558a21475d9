FROM python:3.11-slim-bookworm AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_NO_INPUT=1
WORKDIR /source
RUN python -m venv /opt/build && python -m venv /opt/chaperone
# The lists come first: as long as they stay, the layers below are taken from the cache.
COPY requirements/ requirements/
RUN /opt/build/bin/pip install --require-hashes --requirement requirements/build.txt \
    && /opt/chaperone/bin/pip install --require-hashes --requirement requirements/postgres.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot/ bot/
COPY cogs/ cogs/
COPY config/ config/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/chaperone/bin/pip install --no-deps /wheels/*.whl \
    && /opt/chaperone/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 chaperone \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin chaperone \
    && install --directory --owner=chaperone --group=chaperone --mode=0700 /data
COPY --from=builder /opt/chaperone /opt/chaperone
# /data is the only place it writes, so the root filesystem may be read-only.
ENV PATH=/opt/chaperone/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CHAPERONE_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# Without the empty ProxyHandler a proxy in the environment would be asked for 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["chaperone"]
CMD ["run"]
