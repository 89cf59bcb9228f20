-- Messages of conversations that are under way, chosen at random; each thread asks a bot of its own.
-- LOAD_PORTS: the bots' ports. LOAD_MESSAGES: a file with a line "cookie TAB body" for each message.
local number, ports, messages = 0, {}, {}
for port in string.gmatch(os.getenv("LOAD_PORTS"), "%d+") do ports[#ports + 1] = port end

function setup(thread)
   number = number + 1
   thread.addr = wrk.lookup("127.0.0.1", ports[(number - 1) % #ports + 1])[1]
   thread:set("seed", number)
end

function init()
   math.randomseed(seed)
   for line in io.lines(os.getenv("LOAD_MESSAGES")) do
      local cookie, body = string.match(line, "^([^\t]+)\t(.*)$")
      local headers = {["Content-Type"] = "application/json", ["Cookie"] = cookie}
      messages[#messages + 1] = wrk.format("POST", "/kyogi/api/messages", headers, body)
   end
end

function request()
   return messages[math.random(#messages)]
end

function done(summary, latency)
   local e = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %.3f, "p50": %.1f, "p90": %.1f, "p99": %.1f, "max": %.1f, '
         .. '"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
      latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
      e.connect, e.read, e.write, e.status, e.timeout))
end
