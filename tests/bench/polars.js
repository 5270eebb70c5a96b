// polars.js TASK FILE OUT: one task of the benchmark as a lazy, streaming Polars query.
const pl = require("nodejs-polars");

const [, , task, file, out] = process.argv;
const text = pl.Utf8, real = pl.Float64, col = pl.col;
const columns = {
	user_id: text, event: text, timestamp: text, duration: real, price: text,
	product_id: text, product_category: text, channel: text, device: text,
};
const scan = (changed) =>
	/json$/.test(file) ? pl.scanJson(file, { inferSchemaLength: 1000 })
		: pl.scanCSV(file, { schema: { ...columns, ...changed } });
const run = (query) => query.collectSync({ engine: "streaming" });
const instant = () =>
	col("timestamp").str.strptime(pl.Datetime("ms"), "%Y-%m-%dT%H:%M:%SZ").cast(pl.Int64);

const tasks = {
	freq() {
		const counts = run(scan().groupBy("event").agg(pl.len().alias("n")));
		console.log(counts.sort(col("n"), true).writeCSV().toString());
	},
	// the text of the day is cut out before it is read: faster than reading every instant
	retention() {
		const day = (name) => col("timestamp").str.slice(0, 10).alias(name);
		const users = scan().select(col("user_id"), day("d")).unique()
			.withColumns(col("d").str.strptime(pl.Date, "%Y-%m-%d").cast(pl.Int32))
			.withColumns(col("d").min().over("user_id").alias("c"));
		const cells = run(users.groupBy([col("c"), col("d").sub(col("c")).alias("k")])
			.agg(pl.len().alias("n")).sort([col("c"), col("k")])
			.withColumns(col("c").cast(pl.Date)));
		console.log(cells.writeCSV().toString());
	},
	clean() {
		run(scan()
			.filter(col("duration").isNull().or(col("duration").ltEq(86400)))
			.withColumns(instant().div(1000000).cast(pl.Int64).alias("timestamp"),
				col("duration").fillNull(0))
			.sinkCSV(out, { quoteStyle: "necessary" }));
	},
	dedupe() {
		run(scan({ duration: text }).unique({ maintainOrder: true, keep: "first" })
			.sinkCSV(out, { quoteStyle: "necessary" }));
	},
	funnel() {
		const week = 7 * 86400 * 1e6;
		const steps = run(scan()
			.filter(col("event").isIn(["register", "view_item", "add_to_cart", "pay"]))
			.select(col("user_id"), col("event"), instant().alias("ts"))).lazy();
		const first = steps.filter(col("event").eq(pl.lit("register")))
			.groupBy("user_id").agg(col("ts").min().alias("t1"));
		const next = (before, event, from, to) => before
			.join(steps.filter(col("event").eq(pl.lit(event))).select("user_id", "ts"),
				{ on: "user_id", how: "inner" })
			.filter(col("ts").gtEq(col(from)).and(col("ts").ltEq(col("t1").add(week))))
			.groupBy("user_id").agg(col("t1").first(), col("ts").min().alias(to));
		const viewed = run(next(first, "view_item", "t1", "t2")).lazy();
		const carted = run(next(viewed, "add_to_cart", "t2", "t3")).lazy();
		const paid = next(carted, "pay", "t3", "t4");
		console.log([first, viewed, carted, paid]
			.map((users) => run(users.select(pl.len())).row(0)[0]).join("\n"));
	},
};

tasks[task]();
