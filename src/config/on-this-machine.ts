/** Nobody else is on the way to it. */
export const onThisMachine = ({ hostname }: Pick<URL, 'hostname'>) =>
  ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
