// socket.io as its documentation has it: rooms, the Redis adapter, somebody who must sign in. Port, Redis port, token.
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { createClient } = require("redis");

const [port, redis, token] = process.argv.slice(2);

async function main() {
  const publisher = createClient({ url: `redis://127.0.0.1:${redis}` });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], adapter: createAdapter(publisher, subscriber) });
  io.use((socket, next) => next(socket.handshake.auth.token === token ? undefined : new Error("not signed in")));
  io.on("connection", (socket) => {
    socket.on("join", async (topics, done) => {
      await socket.join(topics);
      done();
    });
    socket.on("publish", (topic, message) => io.to(topic).emit("event", message));
  });
  http.listen(Number(port), "127.0.0.1", 4096);
}

main();
