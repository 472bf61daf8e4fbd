import assert from 'node:assert/strict';
import {
  askExamples,
  asksIn,
  problemOfAnswer,
  proposedAnswer,
  readAsk,
  valueOfAnswer,
  withAnswers,
} from '../../../../src/kapture/variables/askVariable.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { variablesIn } from '../../../../src/kapture/variables/variables.ts';

const none = { type: undefined, choices: undefined, initial: undefined };
const problemIn = (name: string): string | undefined => {
  const { problem } = readAsk(name);
  return problem && inEnglish(problem);
};

describe('readAsk', () => {
  for (const [name, ask] of [
    ['?Phone of the caller', { ...none, prompt: 'Phone of the caller' }],
    ['? Phone :phone', { ...none, prompt: 'Phone', type: 'phone' }],
    ['?Phone:phone=9876543210', { ...none, prompt: 'Phone', type: 'phone', initial: '9876543210' }],
    ['?Phone:phone=$phone', { ...none, prompt: 'Phone', type: 'phone', initial: '$phone' }],
    ['?Ort=Köln = a: b', { ...none, prompt: 'Ort', initial: 'Köln = a: b' }],
    ['?Ort=', { ...none, prompt: 'Ort', initial: '' }],
    ['?Priority:Low|High |Low', { ...none, prompt: 'Priority', choices: ['Low', 'High'] }],
    ['?Priority:Low|High=High', { ...none, prompt: 'Priority', choices: ['Low', 'High'], initial: 'High' }],
  ] as const)
    it(`${name} → ${JSON.stringify(ask)}`, () => assert.deepEqual(readAsk(name), { ask }));

  for (const [name, problem] of [
    ['?:phone', /^A question needs text, such as \{\{\?Phone of the caller\}\}\.$/],
    ['?Phone:telephone', /^Unknown type telephone\. Use text, number, phone, email, date, or choices such as /],
    ['?Phone:', /^Unknown type \. /],
    ['?Phone:phone=12', /^Enter a phone number of 10 digits/],
    ['?Priority:Low|High=Medium', /^Select one of Low, High\.$/],
    ['?Day:date=2024-02-30', /^2024-02 has 29 days\.$/],
  ] as const)
    it(`${name} → ${problem.source}`, () => assert.match(problemIn(name) ?? '', problem));

  it('the examples of messages → valid', () => {
    for (const use of askExamples) {
      const [found] = variablesIn(JSON.stringify(use));
      assert.equal(problemIn(found?.name ?? ''), undefined, use);
    }
  });
});

describe('an answer', () => {
  const ask = (name: string) => readAsk(name).ask!;
  for (const [name, answer, value] of [
    ['?Text', ' as typed ', ' as typed '],
    ['?Text', '', ''],
    ['?Text:text', ' as typed ', ' as typed '],
    ['?Count:number', ' 12 ', 12],
    ['?Count:number', '-0.5', -0.5],
    ['?Phone:phone', ' 9876543210 ', '9876543210'],
    ['?Mail:email', 'a@example.com', 'a@example.com'],
    ['?Day:date', '2024-02-29', '2024-02-29'],
    ['?Day:date', '2024-02-29 10:00:00', '2024-02-29 10:00:00'],
    ['?Priority:Low|High', 'High', 'High'],
  ] as const) {
    it(`${name}, ${JSON.stringify(answer)} → ${JSON.stringify(value)}`, () => {
      assert.equal(problemOfAnswer(ask(name), answer), undefined);
      assert.equal(valueOfAnswer(ask(name), answer), value);
    });
  }
  for (const answer of ['1.50', '1.0', '0.12345678901234567890'])
    it(`?Amount:number, ${answer} → sent as it was typed`, () => {
      const answers = new Map([['Amount', valueOfAnswer(ask('?Amount:number'), answer)]]);
      const { body } = readRequest(
        { shape: 'object' },
        '{"a": "{{?Amount:number}}"}',
        withAnswers(() => undefined, answers),
      );
      assert.equal(body, `{"a":${answer}}`);
    });

  for (const [name, answer] of [
    ['?Count:number', ''],
    ['?Count:number', '1e3'],
    ['?Count:number', '012'],
    // JavaScript would round this number.
    ['?Count:number', '12345678901234567890'],
    ['?Phone:phone', '5876543210'],
    ['?Phone:phone', ''],
    ['?Mail:email', 'a@b'],
    ['?Mail:email', ''],
    ['?Day:date', '29.02.2024'],
    ['?Day:date', ''],
    ['?Priority:Low|High', 'high'],
  ] as const)
    it(`${name}, ${JSON.stringify(answer)} → refused`, () => assert.ok(problemOfAnswer(ask(name), answer)));

  for (const [name, remembered, proposed] of [
    ['?Phone:phone=9876543210', undefined, '9876543210'],
    ['?Phone:phone=9876543210', '9000000001', '9000000001'],
    // The type was changed after the user answered.
    ['?Phone:phone=9876543210', 'Pune', '9876543210'],
    ['?Day:date=$today', undefined, '2024-03-01'],
    ['?Count:number', undefined, '7'],
    ['?Other', undefined, undefined],
    ['?Other=$nothing', undefined, undefined],
  ] as const) {
    it(`${name}, remembered ${remembered ?? 'none'} → proposed ${proposed ?? 'none'}`, () => {
      const values: Readonly<Record<string, string | number>> = { $today: '2024-03-01', '?Count': 7 };
      assert.equal(
        proposedAnswer(ask(name), remembered, (variable) => values[variable]),
        proposed,
      );
    });
  }
});

describe('the questions of a request', () => {
  const text =
    '{"a": "{{?Phone}} {{city}}", "b": "{{?Name=Qwera}}", "c": ["{{?Phone:phone}}", "{{?Name:Low|High}}"], "d": "{{?X:bad}}"}';
  it('several in a body → asked once each in their order, with the first type and default', () =>
    assert.deepEqual(asksIn(variablesIn(text)), [
      { ...none, prompt: 'Phone', type: 'phone' },
      { ...none, prompt: 'Name', choices: ['Low', 'High'], initial: 'Qwera' },
    ]));

  const form = { shape: 'object' } as const;
  const answers = new Map<string, string | number>([
    ['Text', 'a "b" \\ {{$secret.token}} {{city}}\n'],
    ['Count', 3],
  ]);
  it('an answer with quotes or braces → stays in its string, and is no other variable', () => {
    const lookup = withAnswers((name) => (name === 'city' ? 'Pune' : undefined), answers);
    const { body } = readRequest(form, '{"a": "{{?Text}}", "b": "<{{?Text}}>", "c": "{{?Count:number}}"}', lookup);
    assert.deepEqual(JSON.parse(body!), { a: answers.get('Text'), b: `<${String(answers.get('Text'))}>`, c: 3 });
    assert.ok(!body!.includes('$secret.'));
  });
  it('without an answer → nothing to send', () => {
    const { problem } = readRequest(
      form,
      '{"a": "{{?Text}}"}',
      withAnswers(() => undefined, new Map()),
    );
    assert.deepEqual([problem?.reason, problem?.detail], ['unknown-variable', '?Text']);
  });
});
