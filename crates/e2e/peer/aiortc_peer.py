"""A participant that shares no code with Tatap: aiortc for WebRTC, aiohttp for the WebSocket.

    python aiortc_peer.py ws://localhost:3001/ws ROOM NAME

It joins the room, sends a picture and a tone to everyone, and reports on standard output, one JSON object a line:

    {"event": "joined", "you": 2, "others": ["Ana"]}
    {"event": "media", "from": "Ana", "video": 30, "audio": 100}     about twice a second
    {"event": "left", "name": "Ana"}
    {"event": "error", "what": "..."}

SIGTERM makes it leave.
"""

import asyncio
import json
import re
import signal
import sys
import uuid
from fractions import Fraction

import aiohttp
from aiortc import (
    AudioStreamTrack,
    MediaStreamError,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame, VideoFrame


def report(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Picture(VideoStreamTrack):
    """A bar that wanders over a grey picture of 320 x 240, 30 frames a second."""

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(320, 240, "yuv420p")
        step = pts // 3000
        luma = bytearray(b"\x60" * (320 * 240))
        x = (step * 4) % 300
        for row in range(0, 240 * 320, 320):
            luma[row + x : row + x + 20] = b"\xe0" * 20
        for plane, content in zip(frame.planes, (bytes(luma), b"\x80" * 19200, b"\x80" * 19200)):
            plane.update(content)
        frame.pts, frame.time_base = pts, time_base
        return frame


class Tone(AudioStreamTrack):
    """A square wave of 400 Hz, 48 kHz, 20 ms a frame."""

    WAVE = b"".join((4000 if n % 120 < 60 else -4000).to_bytes(2, "little", signed=True) for n in range(960))

    async def recv(self):
        silence = await super().recv()
        frame = AudioFrame(format="s16", layout="mono", samples=960)
        frame.planes[0].update(self.WAVE)
        frame.sample_rate = 48000
        frame.pts, frame.time_base = silence.pts * 48000 // silence.sample_rate, Fraction(1, 48000)
        return frame


class Peer:
    """The connection to one other participant."""

    def __init__(self, room, name, servers):
        self.room, self.name = room, name
        self.received = {"video": 0, "audio": 0}
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self.connection.on("track", lambda track: room.start(self.count(track)))
        self.sends = False
        # What comes before the description it belongs to waits for it.
        self.candidates = []

    async def count(self, track):
        try:
            while True:
                await track.recv()
                self.received[track.kind] += 1
        except MediaStreamError:
            pass

    def add_tracks(self):
        if self.sends:
            return
        self.sends = True
        self.connection.addTrack(Tone())
        self.connection.addTrack(Picture())

    async def offer(self, to):
        self.add_tracks()
        await self.connection.setLocalDescription(await self.connection.createOffer())
        await self.send_description(to)

    async def signal(self, sender, signal):
        # Another generation would be a second connection: none is made here.
        if signal["generation"] != 0:
            raise RuntimeError(f"generation {signal['generation']}")
        if "candidate" in signal:
            self.candidates.append(signal["candidate"])
        else:
            description = signal["description"]
            await self.connection.setRemoteDescription(
                RTCSessionDescription(sdp=description["sdp"], type=description["kind"])
            )
            if description["kind"] == "offer":
                self.add_tracks()
                await self.connection.setLocalDescription(await self.connection.createAnswer())
                await self.send_description(sender)
        if self.connection.remoteDescription:
            candidates, self.candidates = self.candidates, []
            for candidate in candidates:
                await self.add_candidate(candidate)

    async def add_candidate(self, candidate):
        text = candidate["candidate"]
        if not text:
            return
        parsed = candidate_from_sdp(text.removeprefix("candidate:"))
        parsed.sdpMid, parsed.sdpMLineIndex = candidate.get("sdp_mid"), candidate.get("sdp_m_line_index")
        await self.connection.addIceCandidate(parsed)

    async def send_description(self, to):
        local = self.connection.localDescription
        # aiortc names the stream itself, anew for each connection; the publications name it once.
        sdp = re.sub(r"a=msid:\S+", f"a=msid:{self.room.stream}", local.sdp)
        description = {"kind": local.type, "sdp": sdp}
        await self.room.send(type="signal", to=to, signal={"generation": 0, "description": description})


class Room:
    def __init__(self, socket):
        self.socket = socket
        self.stream = str(uuid.uuid4())
        self.peers = {}
        self.servers = []
        self.tasks = set()
        # The number of the last event.
        self.received = 0

    def start(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.ended)

    def ended(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            report("error", what=repr(task.exception()))

    async def send(self, **message):
        await self.socket.send_str(json.dumps(message))

    async def join(self, room, name):
        publications = [
            {"source": source, "muted": False, "stream": self.stream} for source in ("microphone", "camera")
        ]
        await self.send(type="join", versions=[1], room=room, name=name, publications=publications)

    def add(self, participant):
        peer = Peer(self, participant["name"], self.servers)
        self.peers[participant["id"]] = peer
        return peer

    async def handle(self, message):
        self.received = message.get("seq", self.received)
        kind = message["type"]
        if kind == "joined":
            self.servers = [
                RTCIceServer(urls=server["urls"], username=server.get("username"), credential=server.get("credential"))
                for server in message["ice_servers"]
            ]
            others = message["participants"]
            report("joined", you=message["you"], others=[other["name"] for other in others])
            for other in others:
                await self.add(other).offer(other["id"])
        elif kind == "participant_joined":
            self.add(message["peer"])
        elif kind == "participant_left":
            peer = self.peers.pop(message["participant"])
            await peer.connection.close()
            report("left", name=peer.name)
        elif kind == "signal":
            if peer := self.peers.get(message["from"]):
                await peer.signal(message["from"], message["signal"])
        elif kind == "error":
            report("error", what=message["code"])

    async def keep_alive(self):
        while True:
            await asyncio.sleep(5)
            await self.send(type="ping", received=self.received)

    async def report_media(self):
        while True:
            for peer in list(self.peers.values()):
                report("media", **{"from": peer.name}, **peer.received)
            await asyncio.sleep(0.5)

    async def close(self):
        await self.send(type="leave")
        for task in list(self.tasks):
            task.cancel()
        for peer in self.peers.values():
            await peer.connection.close()


async def main(url, room_name, name):
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        room = Room(socket)
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: asyncio.ensure_future(leave(room))
        )
        await room.join(room_name, name)
        room.start(room.report_media())
        room.start(room.keep_alive())
        async for frame in socket:
            if frame.type == aiohttp.WSMsgType.TEXT:
                await room.handle(json.loads(frame.data))


async def leave(room):
    await room.close()
    await room.socket.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
