// What the viewer shows where: the same functions that run in it.

export { durationsOf, problemsOf, treeOf, VIEWS, type ViewerEvent, type ViewerNode, type ViewerView } from '../../page/freb-views.js'
