// duck.js: runs the SQL given as the first argument in an in-memory DuckDB and prints the last result as CSV.
const { DuckDBInstance } = require("@duckdb/node-api");

async function main() {
	const instance = await DuckDBInstance.create(":memory:");
	const connection = await instance.connect();
	const result = await connection.runAndReadAll(process.argv[2]);
	console.log(result.columnNames().join(","));
	for (const row of result.getRows())
		console.log(row.map((value) => (value === null ? "" : String(value))).join(","));
	process.exit(0);
}

main().catch((error) => {
	console.error(String(error.message || error).slice(0, 500));
	process.exit(1);
});
