# Two images: `node` (the program, any role) and `nginx` (the SPA, and the way to the nodes). compose.yml builds both.

# The SPA ---------------------------------------------------------------------------------------------------------
FROM node:24-trixie-slim AS web
WORKDIR /loggia/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
# Only when the API is somewhere else than behind the same nginx.
ARG VITE_API_URL
RUN npx --no-install vite build

# The program -----------------------------------------------------------------------------------------------------
FROM rust:1.95-slim-trixie AS program
WORKDIR /loggia
# Dependencies first, for an empty program: this layer stays until Cargo.lock changes. Tests and benches are not here, so
# the manifest must not name them.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { other = /^\[\[(test|bench)\]\]/ } !other' Cargo.toml > of.image && mv of.image Cargo.toml
RUN mkdir src && touch src/lib.rs && echo 'fn main() {}' > src/main.rs \
 && cargo build --release --locked \
 && rm -r src target/release/.fingerprint/loggia-*
COPY build.rs ./
COPY src src
COPY projections projections
COPY migrations migrations
COPY nats nats
COPY --from=web /loggia/frontend/dist frontend/dist
RUN cargo build --release --locked --bin loggia

FROM debian:trixie-slim AS node
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --no-create-home --shell /usr/sbin/nologin loggia
COPY --from=program /loggia/target/release/loggia /usr/local/bin/loggia
USER loggia
ENV LOGGIA_LISTEN=0.0.0.0:8080
EXPOSE 8080 9090
ENTRYPOINT ["loggia"]
CMD ["serve"]

# The front door --------------------------------------------------------------------------------------------------
FROM nginx:stable AS nginx
COPY nginx/nginx.conf /etc/nginx/nginx.conf
COPY nginx/headers.conf nginx/proxy.conf /etc/nginx/loggia/
COPY nginx/loggia.conf.template /etc/nginx/templates/default.conf.template
COPY --from=web /loggia/frontend/dist /usr/share/nginx/html
