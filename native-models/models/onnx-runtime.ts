/**
 * ONNX Runtime, kept from reporting to its maker. Since 1.29 its libraries for Linux and macOS send what is computed on what
 * to Microsoft by themselves, and keep a number of this machine and what is still to be sent in the user's cache folder.
 * They ask for this variable at the first session; nothing may be imported from the package itself.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';

export { InferenceSession, Tensor } from 'onnxruntime-node';
