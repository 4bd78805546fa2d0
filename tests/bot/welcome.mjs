// Welcomes newcomers and answers when mentioned; README.md beside this file says how to run it.
import { connect } from "../../frontend/dist-net/index.js";

const [url, login] = process.argv.slice(2);
const bot = await connect({ url, login, password: process.env.BOT_PASSWORD, topics: ["feed"] });
const me = bot.person.id;

bot.on("post.created", async (event) => {
  const theirs = await bot.get("/posts", { author: event.actor, limit: 2 });
  if (event.actor === me || theirs.items.length > 1) return;
  await bot.put(`/posts/${event.post}/like`, undefined, event);
  await bot.post(`/posts/${event.post}/comments`, { body: "Your first post here. Welcome." }, event);
});

bot.on("comment.added", async (event) => {
  if (event.actor === me || !event.mentions?.includes(me)) return;
  const answer = { body: "You called? I only welcome newcomers.", parent: event.comment };
  await bot.post(`/posts/${event.post}/comments`, answer, event);
});

process.on("SIGTERM", () => bot.close());
console.log(`${bot.person.username} is here`);
