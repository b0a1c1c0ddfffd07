/** An event of a file of Failed Request Tracing, as the viewer reads it. */
export interface ViewerEvent {
  /** From 1 on. */
  readonly no: number
  /** 0 to 5. */
  readonly level: number
  readonly severity: string
  readonly name: string
  /** GUID, in capitals and braces. */
  readonly provider: string
  /** Its ModuleName; empty without one. */
  readonly module: string
  /** `Name="value"` of each field but ContextId, with commas between. */
  readonly fields: string
  /** ISO 8601. */
  readonly time: string
}

/** An event with those inside it. */
export interface ViewerNode {
  readonly event: ViewerEvent
  /** The END of a START; null: it is none, or there is none. */
  readonly end: ViewerEvent | null
  /** Milliseconds between the two. */
  readonly ms: number | null
  readonly children: readonly ViewerNode[]
}

export interface ViewerView {
  readonly id: string
  readonly title: string
  /** Whether an event stands in its table; null: it is no selection of events. */
  readonly takes: ((event: ViewerEvent) => boolean) | null
}

export declare const VIEWS: readonly ViewerView[]
export declare function problemsOf(events: readonly ViewerEvent[]): ViewerEvent[]
export declare function treeOf(events: readonly ViewerEvent[]): ViewerNode[]
export declare function durationsOf(tree: readonly ViewerNode[]): ViewerNode[]
