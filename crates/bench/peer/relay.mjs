// A small signaling relay as many are written: JSON in, JSON out to the others in the room.
// It speaks as much of docs/protocol.md as the benchmarks need.

import { WebSocketServer } from 'ws';

const rooms = new Map();

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 64 * 1024 });

server.on('listening', () => {
  console.log(`The relay is listening on http://localhost:${server.address().port}`);
});

server.on('connection', (socket) => {
  let room;
  let roomName;
  let id;

  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.type === 'join') {
      roomName = message.room;
      room = rooms.get(roomName) ?? { nextId: 1, members: new Map() };
      rooms.set(roomName, room);
      const participants = [...room.members.values()].map(({ id, name }) => ({ id, name }));
      id = room.nextId++;
      room.members.set(socket, { id, name: message.name });
      socket.send(JSON.stringify({ type: 'joined', you: id, participants }));
      broadcast(room, socket, { type: 'participant_joined', id, name: message.name });
    } else if (room) {
      message.from = id;
      broadcast(room, socket, message);
    }
  });

  socket.on('close', () => {
    if (!room) return;
    room.members.delete(socket);
    if (room.members.size === 0) rooms.delete(roomName);
    broadcast(room, socket, { type: 'participant_left', participant: id });
  });

  socket.on('error', () => socket.terminate());
});

function broadcast(room, sender, message) {
  const text = JSON.stringify(message);
  for (const member of room.members.keys()) {
    if (member !== sender && member.readyState === member.OPEN) member.send(text);
  }
}
