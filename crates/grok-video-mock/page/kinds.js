// The kinds of faults that can be injected, and what each asks for.

const number = (name, label, value, least = 0) => ({ name, label, type: 'number', value, least });
const text = (name, label, value) => ({ name, label, type: 'text', value });

/** In the order of the select: what is asked for, and how the fault is written of that. */
export const KINDS = [
  { name: 'status', label: 'status', fields: [number('status', 'Status', 503, 200)], fault: (v) => ({ status: v.status }) },
  {
    name: 'rate_limited',
    label: '429, Retry-After in seconds',
    fields: [number('seconds', 'Seconds', 1)],
    fault: (v) => ({ rate_limited: { seconds: v.seconds } }),
  },
  {
    name: 'rate_limited_date',
    label: '429, Retry-After as a date',
    fields: [number('seconds', 'Seconds ahead', 60)],
    fault: (v) => ({ rate_limited: { date: v.seconds } }),
  },
  { name: 'rate_limited_absent', label: '429, no Retry-After', fields: [], fault: () => ({ rate_limited: 'absent' }) },
  {
    name: 'business_error',
    label: 'business error in a 200',
    fields: [text('code', 'Code', 'system_error'), text('message', 'Message', 'try again later')],
    fault: (v) => ({ business_error: { code: v.code, message: v.message } }),
  },
  { name: 'html_page', label: 'page of HTML', fields: [number('status', 'Status', 502, 200)], fault: (v) => ({ html_page: v.status }) },
  { name: 'redirect', label: 'redirect', fields: [text('url', 'To', '/elsewhere')], fault: (v) => ({ redirect: v.url }) },
  {
    name: 'answer',
    label: 'answer of your own',
    fields: [number('status', 'Status', 200, 200), text('content_type', 'Type', 'application/json'), text('body', 'Body', '{}')],
    fault: (v) => ({ answer: { status: v.status, content_type: v.content_type, body: v.body } }),
  },
  { name: 'stale', label: 'stale answer', fields: [], fault: () => 'stale' },
  {
    name: 'unknown_status',
    label: 'unknown status of the task',
    fields: [text('word', 'Word', 'paused')],
    fault: (v) => ({ unknown_status: v.word }),
  },
  { name: 'malformed', label: 'malformed body', fields: [], fault: () => 'malformed' },
  { name: 'empty_body', label: 'empty body', fields: [], fault: () => 'empty_body' },
  { name: 'wrapped', label: 'body wrapped in data', fields: [], fault: () => 'wrapped' },
  { name: 'content_type', label: 'wrong content type', fields: [text('type', 'Type', 'text/html')], fault: (v) => ({ content_type: v.type }) },
  { name: 'late', label: 'late answer', fields: [text('by', 'By', '2s')], fault: (v) => ({ late: v.by }) },
  { name: 'reset', label: 'reset before the head', fields: [], fault: () => 'reset' },
  { name: 'end', label: 'end before the head', fields: [], fault: () => 'end' },
  { name: 'stall', label: 'stall before the head', fields: [], fault: () => 'stall' },
  { name: 'reset_after', label: 'reset in the body', fields: [number('n', 'After bytes', 100)], fault: (v) => ({ reset_after: v.n }) },
  { name: 'end_after', label: 'end in the body', fields: [number('n', 'After bytes', 100)], fault: (v) => ({ end_after: v.n }) },
  { name: 'stall_after', label: 'stall in the body', fields: [number('n', 'After bytes', 100)], fault: (v) => ({ stall_after: v.n }) },
  {
    name: 'drip',
    label: 'drip',
    fields: [number('bytes', 'Bytes', 16, 1), text('every', 'Every', '100ms')],
    fault: (v) => ({ drip: { bytes: v.bytes, every: v.every } }),
  },
];
