export const remote = {
  line: {
    off: 'Nothing is printed on other machines.',
    connecting: 'Reaching for {{address}} …',
    connected: 'Connected to {{address}}',
    lost: 'The line to {{address}} is down.',
    refused: '{{address}} refuses the connection.',
    unreadable: 'The saved address cannot be read.',
  },
  advice: {
    lost: 'It is tried again. Nothing that you asked for is lost; it goes on when the line is back.',
    refused: 'Check user and password in the address. What you asked for waits.',
    unreadable: 'Another program or user has saved it. Write it again.',
  },
  nobodyHere: 'No worker is there, so this machine prints alone.',
  nobodyWaits: 'No worker is there. Pictures wait for one.',
  workers: 'Workers on other machines',
  state: {
    idle: 'free',
    fetching: 'fetching a model',
    loading: 'loading',
    printing: 'generating',
    full: 'disk full',
  },
  toSettings: 'Open settings',
} as const;
