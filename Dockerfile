# Tatap in an image of its own: the one program, without a shell and not as root.
#     docker build --tag tatap . && docker run --rm --publish 3001:3001 tatap
# docs/deployment.md says what a call over the internet needs beyond that.

FROM docker.io/library/rust:1.95-bookworm AS build
# The tools that the build would install otherwise, in a layer that is kept when the sources change.
RUN rustup target add wasm32-unknown-unknown \
    && cargo install --locked trunk --version 0.21.14 \
    && cargo install --locked wasm-bindgen-cli --version 0.2.128
WORKDIR /tatap
COPY . .
RUN cargo xtask build \
    && install -D target/release/tatap /image/tatap \
    && install -d -m 700 /image/data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /image/tatap /tatap
COPY --from=build --chown=65532:65532 /image/data /data
# Rooms and chats outlive a restart; put a volume here, or they do not outlive the container.
ENV TATAP_DATA_DIR=/data
USER 65532:65532
# Pages and signaling; STUN and TURN. The UDP ports of relayed addresses are in TATAP_TURN_PORTS.
EXPOSE 3001 3478/tcp 3478/udp
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["/tatap", "health"]
ENTRYPOINT ["/tatap"]
