"""The atomic steps in the service (Lua), by its own clock.

`TAKE`, `RENEW`, `GIVE_BACK` and `FINISH` do what the methods of `lease_table.LeaseTable` do; tests
compare them. Every step that changes something checks the fencing token in the same script: what a
worker does whose shard was taken over has no effect.

KEYS of each begin with those of `keys.TableKeys`: due, pauses, tokens, names, counter.
"""

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
_FENCE = """
local shard, token = ARGV[1], ARGV[2]
if redis.call('HGET', KEYS[3], shard) ~= token or not redis.call('ZSCORE', KEYS[1], shard) then
  return 'lost'
end
"""

TAKE = (
    _NOW
    + """
local worker, ttl = ARGV[1], tonumber(ARGV[2])
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '(0', now, 'LIMIT', 0, 1)
if #found == 0 then
  found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', 0, 'LIMIT', 0, 1)
end
if #found == 0 then return false end
local shard = found[1]
local token = redis.call('INCR', KEYS[5])
local taken = redis.call('HEXISTS', KEYS[3], shard)
redis.call('HSET', KEYS[3], shard, token)
redis.call('HSET', KEYS[4], shard, worker)
local pause = tonumber(redis.call('HGET', KEYS[2], shard) or '0')
redis.call('ZADD', KEYS[1], now + ttl + pause, shard)
return {shard, token, taken}
"""
)
"""ARGV: worker, ttl. Returns shard, token, whether another had it; or nil."""

RENEW = (
    _FENCE
    + _NOW
    + """
local ttl, pause = tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('HSET', KEYS[2], shard, pause)
redis.call('ZADD', KEYS[1], now + ttl + pause, shard)
return 'ok'
"""
)
"""ARGV: shard, token, ttl, pause."""

GIVE_BACK = (
    _FENCE
    + _NOW
    + """
local pause = tonumber(ARGV[3])
redis.call('HSET', KEYS[2], shard, pause)
redis.call('ZADD', KEYS[1], now + pause, shard)
return 'ok'
"""
)
"""ARGV: shard, token, pause."""

FINISH = (
    _FENCE
    + """
if KEYS[6] then redis.call('XADD', KEYS[6], '*', 'entry', ARGV[3]) end
redis.call('ZREM', KEYS[1], shard)
if KEYS[7] then redis.call('UNLINK', KEYS[7]) end
return 'ok'
"""
)
"""ARGV: shard, token, last entry of the shard; KEYS[6]: the stream, KEYS[7]: what the shard has
delivered, which nobody asks for once it is done."""

DELIVER = (
    _FENCE
    + """
local most, entry, story = tonumber(ARGV[3]), ARGV[4], ARGV[5]
if story ~= '' and redis.call('HGET', KEYS[7], story) == 'own' then return 'repeated' end
if redis.call('XLEN', KEYS[6]) >= most then return 'full' end
redis.call('XADD', KEYS[6], '*', 'entry', entry)
if story ~= '' then redis.call('HSET', KEYS[7], story, 'own') end
if ARGV[6] then redis.call('HSETNX', KEYS[7], ARGV[6], 'target') end
return 'ok'
"""
)
"""ARGV: shard, token, most entries, entry, digest of the story's URL ('' for an answer that is
none), and of the URL that it was redirected to; KEYS[6]: the stream, KEYS[7]: what the shard has
delivered."""

SWAP = """
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
"""
"""Replace a value if it is the expected one ('': none)."""

STATUS = (
    _NOW
    + """
redis.call('ZADD', KEYS[6], now, ARGV[1])
local live = redis.call('ZCOUNT', KEYS[6], now - tonumber(ARGV[2]), '+inf')
return {now, redis.call('ZCOUNT', KEYS[1], '-inf', 0), redis.call('ZCOUNT', KEYS[1], '(0', now),
  redis.call('ZCARD', KEYS[1]), live, redis.call('XLEN', KEYS[7])}
"""
)
"""Note a heartbeat and count. ARGV: worker, ttl; KEYS[6]: heartbeats, KEYS[7]: the stream."""
