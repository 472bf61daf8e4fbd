import * as vscode from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { newDraftUri } from '../shared/documents/requestText.ts';

const template = `// Payload tests: run them from the Test Explorer, or with the run buttons next to the cases.
{
  "cases": [
    {
      "name": "\${1:a new customer can be fetched}",
      "steps": [
        {
          "operation": "add",
          "body": { "customer_name": "{{\\$name}}", "phone": "{{\\$phone}}" },
          "expect": { "outcome": "success" },
          // Later steps can use this value as {{id}}.
          "take": { "id": "/Enquiry/kapture_customer_id" }
        },
        {
          "operation": "get",
          "body": { "kapture_customer_id": "{{id}}" },
          "expect": {
            "outcome": "success",
            "response": { "/Customer Details/name": "{{\\$name}}" },
            "withinMs": 2000
          }
        }
      ]
    },
    {
      "name": "a short phone number is rejected",
      "operation": "add",
      "body": { "customer_name": "{{\\$name}}", "phone": "12345" },
      "expect": {
        "status": 400,
        "outcome": "failed",
        "message": { "contains": "must contain 10 digits" }
      }
    }
  ]
}
`;

export async function openNewTest(): Promise<void> {
  const editor = await vscode.window.showTextDocument(await openDraft('payload-tests'), { preview: false });
  await editor.insertSnippet(new vscode.SnippetString(template));
}

/** Opens the built-in tests as an unsaved file, which can be run, edited and saved anywhere. */
export async function openExamples(extensionUri: vscode.Uri): Promise<void> {
  const source = vscode.Uri.joinPath(extensionUri, 'media', 'payload-tests', 'documented-failures.kapture-test.json');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
  const document = await openDraft('documented-failures');
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { preview: false });
}

async function openDraft(stem: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(await newDraftUri(stem, testSuffix));
}
