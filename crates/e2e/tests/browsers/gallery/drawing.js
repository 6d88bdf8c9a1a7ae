// Draws people, so that pictures of calls show some; `window.__drawn(look)` is a video track of one.
(() => {
  const LOOKS = [
    { wall: "#f4efe6", shirt: "#1f6f66", skin: "#f3c39b", hair: "#6f4a2f", long: true },
    { wall: "#dfe8ee", shirt: "#2f4a8a", skin: "#c48a5d", hair: "#17120f", long: false },
    { wall: "#f3e6d6", shirt: "#a9483c", skin: "#d79a74", hair: "#1d1412", long: false },
    { wall: "#e6e1ee", shirt: "#664a80", skin: "#f8d3b0", hair: "#3b2317", long: true, glasses: true },
    { wall: "#dfeae1", shirt: "#3d6b3a", skin: "#8a583a", hair: "#120d0b", long: false, glasses: true },
    { wall: "#efe0df", shirt: "#b0722f", skin: "#e6b188", hair: "#a5692f", long: true },
    { wall: "#d9e3e6", shirt: "#39637f", skin: "#f0c8a6", hair: "#9a9a98", long: false },
    { wall: "#ece8d8", shirt: "#7a3d5f", skin: "#a96f49", hair: "#241815", long: true },
  ];

  const draw = (c, look, turn) => {
    const rounded = (x, y, width, height, radius, colour) => {
      c.fillStyle = colour;
      c.beginPath();
      c.roundRect(x, y, width, height, radius);
      c.fill();
    };
    const oval = (x, y, width, height, colour) => {
      c.fillStyle = colour;
      c.beginPath();
      c.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
      c.fill();
    };
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = look.wall;
    c.fillRect(0, 0, 640, 360);
    rounded(45, 35, 150, 180, 8, "rgb(255 255 255 / 75%)");
    c.fillStyle = look.wall;
    c.fillRect(117, 35, 6, 180);
    rounded(455, 118, 140, 9, 2, "rgb(60 50 40 / 25%)");
    [["#b5704c", 480, 58], ["#4f7d78", 496, 48], ["#8e8f5f", 512, 62], ["#cfa94a", 556, 34]].forEach(
      ([colour, x, height]) => rounded(x, 118 - height, 13, height, 2, colour),
    );
    const x = 320 + 5 * Math.sin(turn);
    if (look.long) rounded(x - 95, 75, 190, 230, 90, look.hair);
    oval(x, 380, 155, 100, look.shirt);
    rounded(x - 30, 215, 60, 85, 28, look.skin);
    if (!look.long) oval(x, 150, 84, 92, look.hair);
    rounded(x - 72, 90, 144, 175, 72, look.skin);
    c.fillStyle = look.hair;
    c.beginPath();
    c.ellipse(x, 128, 82, 62, 0, Math.PI, 2 * Math.PI);
    c.fill();
    for (const side of [-27, 27]) {
      oval(x + side, 168, 6.5, 7, "#17181b");
      if (!look.glasses) continue;
      c.strokeStyle = "#2a2c33";
      c.lineWidth = 4;
      c.beginPath();
      c.arc(x + side, 168, 19, 0, 2 * Math.PI);
      c.moveTo(x - 8, 168);
      c.lineTo(x + 8, 168);
      c.stroke();
    }
    c.strokeStyle = "#8d2f2b";
    c.lineWidth = 5;
    c.lineCap = "round";
    c.beginPath();
    c.arc(x, 198, 26, 0.25 * Math.PI, 0.75 * Math.PI);
    c.stroke();
  };

  window.__drawn = (number) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const context = canvas.getContext("2d");
    const look = LOOKS[number % LOOKS.length];
    let turn = number;
    const paint = () => draw(context, look, (turn += 0.1));
    paint();
    const [track] = canvas.captureStream(12).getVideoTracks();
    const clock = setInterval(() => (track.readyState === "live" ? paint() : clearInterval(clock)), 80);
    return track;
  };

  window.__slide = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
    const context = canvas.getContext("2d");
    const paint = () => {
      context.fillStyle = "#fbfaf7";
      context.fillRect(0, 0, 1280, 720);
      context.fillStyle = "#1b2325";
      context.font = "600 64px sans-serif";
      context.fillText("Three questions for today", 96, 150);
      context.font = "40px sans-serif";
      ["What did we learn?", "What do we leave out?", "Who does what until Friday?"].forEach((line, index) => {
        context.fillStyle = "#1f6f66";
        context.fillRect(96, 238 + index * 110, 14, 44);
        context.fillStyle = "#1b2325";
        context.fillText(line, 140, 275 + index * 110);
      });
    };
    paint();
    const [track] = canvas.captureStream(12).getVideoTracks();
    const clock = setInterval(() => (track.readyState === "live" ? paint() : clearInterval(clock)), 80);
    return track;
  };
})();
