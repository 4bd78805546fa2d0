// Bun's own publish and subscribe (uWebSockets), somebody who must sign in. Port, token.
const [port, token] = process.argv.slice(2);

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  fetch(request, server) {
    if (new URL(request.url).searchParams.get("token") !== token) return new Response("", { status: 401 });
    return server.upgrade(request) ? undefined : new Response("", { status: 400 });
  },
  websocket: {
    // {"topics":[..]} subscribes; a topic, a line end and a text publish that text.
    message(socket, text) {
      if (text.startsWith("{")) {
        for (const topic of JSON.parse(text).topics) socket.subscribe(topic);
        socket.send('{"ok":true}');
      } else {
        const end = text.indexOf("\n");
        server.publish(text.slice(0, end), text.slice(end + 1));
      }
    },
  },
});
