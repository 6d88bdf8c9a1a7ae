// The camera gives a drawn person, and the screen a slide; microphones stay what they are.
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const replace = (stream, drawn) => {
    const [real] = stream.getVideoTracks();
    if (!real) return stream;
    drawn.getSettings = () => real.getSettings();
    const stop = drawn.stop.bind(drawn);
    drawn.stop = () => {
      real.stop();
      stop();
    };
    stream.removeTrack(real);
    stream.addTrack(drawn);
    return stream;
  };
  const user = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => replace(await user(constraints), window.__drawn(window.__look));
  const display = devices.getDisplayMedia?.bind(devices);
  devices.getDisplayMedia = async (constraints) => replace(await display(constraints), window.__slide());
})();
