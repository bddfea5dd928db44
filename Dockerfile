# Built with the current LTS. The build stage has the compiler that better-sqlite3 needs.
FROM node:26-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# Prisma's command is a peer of its client, so it goes only once nothing asks for it; then what is never loaded.
RUN npm run build && \
    npm pkg delete devDependencies && npm prune --omit=dev --omit=peer && \
    node scripts/slim-modules.ts && \
    strip --strip-unneeded -o /node /usr/local/bin/node

# Not node:26-bookworm-slim: its npm and yarn are for building, and its layers cannot be made smaller.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    PORT=3000 \
    DATABASE_URL=file:/data/dear-mp.db \
    DATA_DIR=/data
WORKDIR /app
COPY --from=build /node /usr/local/bin/node
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/prisma prisma
COPY --from=build /app/views views
COPY --from=build /app/languages languages
COPY --from=build /app/public public
# By number, so that a host that wants to see a user without rights sees one. It writes to /data alone.
RUN mkdir -m 700 /data && chown 1000:1000 /data
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-old-space-size=512", "dist/server.js"]
