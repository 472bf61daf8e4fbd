import * as vscode from 'vscode';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import { customersView } from '../../shared/ids.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import { confirmLongRange } from '../ranges/confirmLongRange.ts';
import type { CustomersServices } from '../customersServices.ts';
import type { FailureGroup } from '../failures/failureGroups.ts';
import { rangeOfChoice, type RangeChoice } from '../ranges/rangeChoice.ts';
import { choiceTitle, pickRange } from '../ranges/rangePicker.ts';
import { rangeToRefresh } from '../ranges/rangeToRefresh.ts';
import { countFirstPeriods, firstPeriods } from '../../../kapture/pull/periods.ts';
import { resolvePullTarget } from './resolvePullTarget.ts';

/** The commands of the Customers view that pull. */
export class PullActions {
  readonly #services: CustomersServices;

  constructor(services: CustomersServices) {
    this.#services = services;
  }

  /** Asks for a connection if none is active, and for a range, and pulls it. */
  async pullRange(): Promise<void> {
    const target = await this.#services.ports.targets.resolve('pull');
    if (!target) return;
    const choice = await pickRange(target.connection.timeZone, this.#lastChoice(target.connection));
    if (choice === undefined) return;
    await this.#services.context.globalState.update(lastRangeKey(target.connection.tenant), choice);
    await this.#pull(target, choice);
  }

  /** Pulls the shown range again; asks for a range if nothing is shown and none was chosen before. */
  async refresh(): Promise<void> {
    const { targets } = this.#services.ports;
    const shown = await this.#services.model.settled();
    if (shown?.isPulledElsewhere && !shown.runningPull) return showPulledElsewhere();
    // The view may show another tenant than that of the active connection.
    const active = targets.all.find(({ name }) => name === targets.activeName);
    const source = shown?.pull ?? (active && { tenant: active.tenant, connection: active.name });
    const choice = source && rangeToRefresh(shown, this.#lastChoice(source));
    if (!source || choice === undefined) return this.pullRange();
    const target = await resolvePullTarget(targets, source, this.#services.log);
    if (target) await this.#pull(target, choice);
  }

  async #pull({ connection }: Target, choice: RangeChoice): Promise<void> {
    const range = rangeOfChoice(choice, connection.timeZone);
    if (!(await confirmLongRange(countFirstPeriods(range, connection)))) return;
    // The connection may have changed while the question was open.
    const source = { tenant: connection.tenant, connection: connection.name };
    const target = await resolvePullTarget(this.#services.ports.targets, source, this.#services.log);
    if (!target) return;
    const periods = firstPeriods(range, target.connection);
    this.#services.records.clearClosed();
    this.#services.tree.resetPages();
    const isEmpty = !this.#services.model.shown;
    const pull = this.#services.pulls.start(
      target,
      choiceTitle(choice),
      range,
      periods,
      () => isEmpty && void this.#focusFirstRow(),
    );
    if (!isEmpty) void vscode.commands.executeCommand(`${customersView}.focus`);
    await pull;
  }

  /** Keeps keyboard focus in the view: the welcome content that had it disappears with the first row. */
  async #focusFirstRow(attempts = 3): Promise<void> {
    const [first] = await this.#services.tree.getChildren();
    if (!first) return;
    try {
      await this.#services.view.reveal(first, { select: false, focus: true });
    } catch (error) {
      // VS Code does not know the row yet: customers arrived before it had read the waiting row.
      if (attempts > 1) await this.#focusFirstRow(attempts - 1);
      else this.#services.log.error('The first row could not be focused.', error);
    }
  }

  /** Pulls the missing periods of the shown pull. */
  async pullMissing(): Promise<void> {
    const shown = await this.#services.model.settled();
    if (shown?.isPulledElsewhere) showPulledElsewhere();
    else if (!shown?.missing.length) void showInformation(vscode.l10n.t('There are no missing customers to pull.'));
    else await this.retry({ pull: shown.pull, periods: shown.missing.map(({ period }) => period) });
  }

  /** Pulls some periods of a pull again. */
  async retry({ pull, periods }: Pick<FailureGroup, 'pull' | 'periods'>): Promise<void> {
    const target = await resolvePullTarget(this.#services.ports.targets, pull, this.#services.log);
    if (target) await this.#services.pulls.retry(target, pull, periods);
  }

  #lastChoice({ tenant }: { readonly tenant: string }): RangeChoice | undefined {
    return this.#services.context.globalState.get<RangeChoice>(lastRangeKey(tenant));
  }
}

function showPulledElsewhere(): void {
  void showInformation(vscode.l10n.t('These customers are being pulled in another window.'));
}

const lastRangeKey = (tenant: string): string => `lastRange/${tenant}`;
