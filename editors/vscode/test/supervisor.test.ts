import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Connection, EndedEarly, type Ending, type State, Supervisor, type Trouble } from "../src/lifecycle/supervisor";
import type { Choice, Server } from "../src/server/server";

const KILLED: Ending = { code: undefined, said: "" };

/** A server that runs until it is told to end. */
class Fake implements Connection {
  end!: (ending: Ending) => void;
  stopped = false;
  readonly ended = new Promise<Ending>((resolve) => (this.end = resolve));

  constructor(readonly server: Server) {}

  stop(): Promise<void> {
    this.stopped = true;
    this.end({ code: 0, said: "" });
    return Promise.resolve();
  }
}

function server(name: string): Server {
  return { command: name, args: ["lsp"], origin: "a test", python: name };
}

/** A supervisor in a world where servers are fakes and time is told to pass. */
class World {
  readonly started: Fake[] = [];
  readonly states: State[] = [];
  readonly told: Trouble[] = [];
  choice: (unfit: ReadonlySet<string>) => Choice = () => ({ server: server("one") });
  connect = (fake: Fake): Promise<Connection> => Promise.resolve(fake);
  readonly supervisor = new Supervisor({
    choose: (unfit) => Promise.resolve(this.choice(unfit)),
    connect: (chosen) => {
      const fake = new Fake(chosen);
      this.started.push(fake);
      return this.connect(fake);
    },
    changed: (state) => this.states.push(state),
    tell: (trouble) => this.told.push(trouble),
    log: () => undefined,
  });

  get last(): Fake {
    const fake = this.started.at(-1);
    assert.ok(fake, "no server was started");
    return fake;
  }
}

/** Lets everything that is due within so many milliseconds happen. */
async function pass(milliseconds: number): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(milliseconds / 20);
  }
  await new Promise((resolve) => setImmediate(resolve));
}

function scenario(name: string, play: (world: World) => Promise<void>): void {
  void test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    try {
      await play(new World());
    } finally {
      mock.timers.reset();
    }
  });
}

scenario("a server that ends comes back by itself, and nobody is bothered", async (world) => {
  world.supervisor.restart();
  await pass(0);
  world.last.end(KILLED);
  await pass(100);
  assert.equal(world.started.length, 2);
  assert.equal(world.supervisor.state.kind, "running");
  assert.deepEqual(world.told, []);
});

scenario("five ends within three minutes are enough: it is said once, and no more is started", async (world) => {
  world.supervisor.restart();
  for (let crash = 0; crash < 5; crash += 1) {
    await pass(10_000);
    world.last.end({ code: 1, said: "MemoryError" });
  }
  await pass(600_000);
  assert.equal(world.started.length, 5);
  assert.deepEqual(world.told, [
    { reason: "The Penmark server has ended five times and is not started again. Its last words: MemoryError" },
  ]);
  assert.equal(world.supervisor.state.kind, "down");
});

scenario("ends that are far apart are never too many", async (world) => {
  world.supervisor.restart();
  for (let crash = 0; crash < 12; crash += 1) {
    await pass(60_000);
    world.last.end(KILLED);
  }
  await pass(60_000);
  assert.equal(world.started.length, 13);
  assert.equal(world.supervisor.state.kind, "running");
});

scenario("a server that ends before it answers counts as well", async (world) => {
  world.connect = () => Promise.reject(new EndedEarly({ code: 2, said: "no such command" }));
  world.supervisor.restart();
  await pass(60_000);
  assert.equal(world.started.length, 5);
  assert.equal(world.told.length, 1);
});

scenario("a restart by hand begins anew after it was given up", async (world) => {
  world.connect = () => Promise.reject(new EndedEarly({ code: 2, said: "" }));
  world.supervisor.restart();
  await pass(60_000);
  world.connect = (fake) => Promise.resolve(fake);
  world.supervisor.restart();
  await pass(100);
  assert.equal(world.supervisor.state.kind, "running");
});

scenario("a Python that the bundled server refuses is left for the next one, which is no crash", async (world) => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  world.choice = (unfit) => ({ server: server(names.find((name) => !unfit.has(name)) ?? "none") });
  world.connect = (fake) =>
    fake.server.command === "g" ? Promise.resolve(fake) : Promise.reject(new EndedEarly({ code: 78, said: "too old" }));
  world.supervisor.restart();
  await pass(100);
  assert.deepEqual(world.started.map((fake) => fake.server.command), names);
  assert.equal(world.supervisor.state.kind, "running");
});

scenario("without a server to run, one message is shown, however often something changes", async (world) => {
  world.choice = () => ({ reason: "Penmark needs a Python.", setting: "penmark.interpreter" });
  world.supervisor.restart();
  await pass(0);
  await world.supervisor.reconsider();
  await pass(0);
  await world.supervisor.reconsider();
  await pass(600_000);
  assert.deepEqual(world.told, [{ reason: "Penmark needs a Python.", setting: "penmark.interpreter" }]);
  assert.equal(world.started.length, 0);
  world.choice = () => ({ server: server("found") });
  await world.supervisor.reconsider();
  await pass(0);
  assert.equal(world.supervisor.state.kind, "running");
});

scenario("what would be chosen again goes on; what would not is replaced", async (world) => {
  world.supervisor.restart();
  await pass(0);
  const first = world.last;
  await world.supervisor.reconsider();
  await pass(0);
  assert.equal(first.stopped, false);
  world.choice = () => ({ server: server("two") });
  await world.supervisor.reconsider();
  await pass(0);
  assert.equal(first.stopped, true);
  assert.equal(world.last.server.command, "two");
  assert.equal(world.started.length, 2);
});

scenario("several restarts at once leave one server", async (world) => {
  world.supervisor.restart();
  world.supervisor.restart();
  await pass(0);
  world.supervisor.restart();
  world.supervisor.restart();
  await pass(100);
  assert.equal(world.started.filter((fake) => !fake.stopped).length, 1);
  assert.equal(world.supervisor.state.kind, "running");
});

scenario("a server that answers only after the stop is stopped too", async (world) => {
  let answer: ((connection: Connection) => void) | undefined;
  world.connect = () => new Promise((resolve) => (answer = resolve));
  world.supervisor.restart();
  await pass(0);
  const stopping = world.supervisor.stop();
  answer?.(world.last);
  await stopping;
  assert.equal(world.last.stopped, true);
  assert.equal(world.supervisor.state.kind, "off");
});

scenario("what is off stays off when something changes", async (world) => {
  await world.supervisor.reconsider();
  await pass(100);
  assert.equal(world.started.length, 0);
});
