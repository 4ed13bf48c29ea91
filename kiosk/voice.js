// The child's name, spoken by a voice of this device; a soft chime when it has none.

import {setting} from "./settings.js";

const UP = [523.25, 783.99];
const DOWN = [659.25, 440];
let sound = null;

// Called inside a tap or at the end of a drag: browsers let a page be heard only then.
export function greet(words, arriving) {
  if (setting("sound") === "off") return;
  const voice = setting("sound") === "name" && ownVoice();
  if (voice) speak(words, voice);
  else chime(arriving ? UP : DOWN);
}

// Voices that speak only with the internet would send the children's names away.
function ownVoice() {
  if (!window.speechSynthesis) return null;
  const language = document.documentElement.lang.split("-")[0];
  return speechSynthesis.getVoices().find((voice) =>
    voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language) || null;
}

function speak(words, voice) {
  const utterance = new SpeechSynthesisUtterance(words);
  Object.assign(utterance, {voice, lang: voice.lang, rate: 0.95});
  if (speechSynthesis.pending) speechSynthesis.cancel(); // a long queue: the newest child matters
  speechSynthesis.speak(utterance);
}

function chime(notes) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return;
  sound = sound || new Context();
  if (sound.state === "suspended") sound.resume();
  notes.forEach((pitch, i) => note(pitch, sound.currentTime + i * 0.16));
}

function note(pitch, start) {
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.2, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.6);
  tone.connect(volume).connect(sound.destination);
  tone.start(start);
  tone.stop(start + 0.7);
}

if (window.speechSynthesis) speechSynthesis.getVoices(); // some browsers begin to look for voices only now
