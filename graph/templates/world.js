// The geographic view: land, places, and routes as lines through what they connect. No borders of states.

const RADIAN = Math.PI / 180;
const EARTH = 640;
const MAP_ZOOM = 0.3;

/** @param {Entity} entity @returns {?Point} latitude and longitude */
const placeOf = (entity) => entity.at;

/** The projection: Equal Earth, which keeps areas comparable. @returns {Point} */
function project(latitude, longitude) {
  const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin(latitude * RADIAN));
  const t2 = theta * theta, t6 = t2 * t2 * t2;
  const x = (2 * Math.sqrt(3) * longitude * RADIAN * Math.cos(theta)) / (3 * (9 * 0.003796 * t6 * t2 + 7 * 0.000893 * t6 + 3 * -0.081106 * t2 + 1.340264));
  const y = theta * (0.003796 * t6 * t2 + 0.000893 * t6 - 0.081106 * t2 + 1.340264);
  return [x * EARTH, -y * EARTH];
}

/** Land as one path in the coordinates of the projection, made once. */
const landPath = (() => {
  let path = null;
  return () => {
    if (path) return path;
    path = new Path2D();
    for (const ring of facts.land) {
      for (let i = 0; i < ring.length; i += 2) {
        const [x, y] = project(ring[i + 1], ring[i]);
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      }
      path.closePath();
    }
    return path;
  };
})();

/** Land as the data of an SVG path, in the pixels of a figure. */
function landData(toFigure) {
  return facts.land.map((ring) => {
    const points = [];
    for (let i = 0; i < ring.length; i += 2) points.push(toFigure(project(ring[i + 1], ring[i])));
    return pathOf(points) + "Z";
  }).join("");
}

/** Routes without a place of their own, as lines through the places they are said to connect, from west to east. */
function routesOf(sight, state) {
  const stops = new Map();
  for (const tie of sight.passing) {
    if (tie.relation.relation !== "connects") continue;
    const [route, stop] = tie.source.type === "route" ? [tie.source, tie.target] : [tie.target, tie.source];
    if (route.type !== "route" || route.at || !stop.at || stop.type === "region" || !state.drawn.has(route)) continue;
    const own = stops.get(route) ?? { stops: new Set(), ties: [] };
    own.stops.add(stop);
    own.ties.push(tie);
    stops.set(route, own);
  }
  const routes = [];
  for (const [route, own] of stops) {
    const chain = [...own.stops].sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
    if (chain.length > 1) routes.push({ route, stops: chain, ties: own.ties, status: Math.min(...own.ties.map(({ status }) => status)) });
  }
  return routes;
}

/** Routes with their points on the screen or in a figure. @param {(entity: Entity) => Point} place */
function routeLines(place) {
  return routesOf(app.sight, app.state).map((route) => ({ ...route, points: route.stops.map(place) }));
}

/** Places for the names of routes: the middle of their longest stretch. */
function routeAnchors(routes, dark) {
  return routes.map(({ route, points }) => {
    let best = 1;
    const length = (i) => Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    for (let i = 2; i < points.length; i += 1) if (length(i) > length(best)) best = i;
    const at = [(points[best][0] + points[best - 1][0]) / 2, (points[best][1] + points[best - 1][1]) / 2];
    return { entity: route, at, radius: 0, alpha: 1, chosen: false, nameColor: dark ? "#45cda4" : "#00664b" };
  });
}
