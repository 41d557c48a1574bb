// A stand-in for the Functions host, for tests: it gives the built bundle the host's core API, tells what the bundle
// registers, and calls handlers through the library's own programming model, so that payloads are converted as in Azure.
const Module = require("node:module");
const readline = require("node:readline");

const registered = new Map();
let model;
const core = {
  version: "4.0.0",
  hostVersion: "4.1000.0",
  registerFunction: (metadata, callback) => registered.set(metadata.name, { metadata, callback }),
  registerHook: () => ({ dispose() {} }),
  setProgrammingModel: (given) => {
    model = given;
  },
  getProgrammingModel: () => model,
  log: () => undefined,
  Disposable: class {},
};

const load = Module._load;
Module._load = (request, ...rest) =>
  request === "@azure/functions-core" ? core : load(request, ...rest);

// Shifts the clock, for tests that depend on the time of day.
const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
if (shift) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length > 0 ? given : [RealDate.now() + shift]));
    }
    static now() {
      return RealDate.now() + shift;
    }
  };
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

require(process.argv[2]);
say({
  registered: [...registered.values()].map(({ metadata }) => ({
    name: metadata.name,
    bindings: Object.values(metadata.bindings).map(
      ({ type, schedule, authLevel, route, methods }) => ({
        type,
        schedule,
        authLevel,
        route,
        methods,
      }),
    ),
  })),
});

/** One line in: {"name", "trigger": <TypedData>, "metadata"}; one line out: what was logged and returned. */
async function invoke({ name, trigger, id }) {
  const { metadata, callback } = registered.get(name);
  // Bytes come through JSON as a list of numbers.
  const bytes = trigger.http?.body?.bytes;
  if (bytes) trigger.http.body.bytes = Buffer.from(bytes.data);
  const [binding] = Object.keys(metadata.bindings);
  const logs = [];
  const context = {
    invocationId: id,
    metadata,
    request: {
      invocationId: id,
      functionId: name,
      inputData: [{ name: binding, data: trigger }],
      triggerMetadata: {},
    },
    state: {},
    log: (level, _category, message) => logs.push({ level, message }),
  };
  const invocation = model.getInvocationModel(context);
  const { context: own, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(own, inputs, callback);
  const response = await invocation.getResponse(own, result);
  return { logs, response };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  invoke(JSON.parse(line)).then(say, (error) => say({ threw: String(error?.stack ?? error) }));
});
