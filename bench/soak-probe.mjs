// Loaded into the site's own process by the soak alone: says what the process holds after a collection.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('message', () => {
  const { max } = delay;
  const p99 = delay.percentile(99);
  // The second takes what the first has let go of.
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  // Connections of browsers come and go; what leaks is the rest.
  const handles = process.getActiveResourcesInfo().filter(kind => kind !== 'TCPSocketWrap').length;
  process.send({
    rss: rss / 1e6,
    heap: (heapUsed + external) / 1e6,
    handles,
    delay: p99 / 1e6,
    longest: max / 1e6,
  });
  // What the collection took is not the site's.
  setImmediate(() => delay.reset());
});
process.channel.unref();
